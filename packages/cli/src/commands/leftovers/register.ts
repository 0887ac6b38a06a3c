import type { Command } from "commander";
import { collectWord } from "../../input/collect.ts";
import type { ProgramOptions } from "../../program.ts";
import type { ServerFlags } from "../../remote/find-server.ts";
import { requiredServerOption } from "../../remote/server-option.ts";

export interface RemoveFlags extends ServerFlags {
  readonly onHost?: boolean;
  readonly also: readonly string[];
}

export interface LeftoversFlags extends ServerFlags {
  readonly json?: boolean;
}

/** What can be removed here and may have been given something on a host of code. */
export type RemovedKind = "repository" | "pipeline" | "connection";

export interface Removal {
  readonly kind: RemovedKind;
  readonly word: "remove" | "archive" | "purge";
  readonly description: string;
}

/** The same words for all that may leave something on a host of code. */
export function registerRemoval(parent: Command, { context }: ProgramOptions, removal: Removal): void {
  const { kind, word, description } = removal;
  parent
    .command(`${word} <${kind}>`)
    .description(description)
    .option("--on-host", "remove on the host of code too what was made there from here for nothing else")
    .option(
      "--also <key>",
      "remove this on the host too; several times; the keys are in the list of leftovers",
      collectWord,
      [],
    )
    .addOption(requiredServerOption())
    .addHelpText("after", `\nExample:\n  headrace ${parent.name()} ${word} ${exampleOf[kind]} --on-host`)
    .action(async (named: string, flags: RemoveFlags) => {
      const { removeHere } = await import("./remove.ts");
      await removeHere(context, { removal, named }, flags);
    });
}

/** The list of what would stay on the host. */
export function registerLeftovers(parent: Command, { context }: ProgramOptions, kind: RemovedKind): void {
  parent
    .command(`leftovers <${kind}>`)
    .description(`List what would stay on the host of code without the ${kind}: made from here, and by others.`)
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", `\nExample:\n  headrace ${parent.name()} leftovers ${exampleOf[kind]}`)
    .action(async (named: string, flags: LeftoversFlags) => {
      const { listLeftovers } = await import("./list.ts");
      await listLeftovers(context, { kind, named }, flags);
    });
}

const exampleOf: Readonly<Record<RemovedKind, string>> = {
  repository: "shop",
  pipeline: "web-app",
  connection: "acme",
};
