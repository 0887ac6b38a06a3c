import { type Command, Option } from "commander";
import { collectWord } from "../../input/collect.ts";
import type { ProgramOptions } from "../../program.ts";
import type { ServerFlags } from "../../remote/find-server.ts";
import { requiredServerOption } from "../../remote/server-option.ts";

/** Both are set for the organization, a repository or one of its environments. */
export type SettingKind = "secrets" | "variables";

export interface PlaceFlags extends ServerFlags {
  readonly repository?: string;
  readonly environment?: string;
}

export interface SettingsListFlags extends PlaceFlags {
  readonly json?: boolean;
}

export interface SecretFlags extends PlaceFlags {
  readonly onlyEnvironment: readonly string[];
  readonly onlyBranch: readonly string[];
  readonly protected?: boolean;
}

const words = {
  secrets: { one: "secret", name: "DEPLOY_TOKEN" },
  variables: { one: "variable", name: "REGION" },
} as const;

export function registerSettings(program: Command, { context }: ProgramOptions, kind: SettingKind): void {
  const { one, name } = words[kind];
  const settings = program
    .command(kind)
    .summary(`list, set and remove ${kind} of a server`)
    .description(
      `List, set and remove ${kind} of a server: of the organization, a repository, or one of its environments.`,
    )
    .addHelpText("after", `\nExample:\n  headrace ${kind} list --repository shop`);
  withPlace(settings.command("list"))
    .description(kind === "secrets" ? "List them, without their values, which nothing gives back." : "List them.")
    .option("--json", "print JSON")
    .addHelpText("after", `\nExample:\n  headrace ${kind} list --repository shop --environment production`)
    .action(async (flags: SettingsListFlags) => {
      const { listSettings } = await import("./list.ts");
      await listSettings(context, kind, flags);
    });
  withPlace(settings.command("remove <name>"))
    .description(`Remove a ${one}.`)
    .addHelpText("after", `\nExample:\n  headrace ${kind} remove ${name} --repository shop`)
    .action(async (named: string, flags: PlaceFlags) => {
      const { removeSetting } = await import("./remove.ts");
      await removeSetting(context, { kind, named }, flags);
    });
  if (kind === "variables") {
    withPlace(settings.command("set <name> <value>"))
      .description("Set a variable. Everybody who may read the repository can read it.")
      .addHelpText("after", `\nExample:\n  headrace variables set ${name} eu-south-1 --repository shop`)
      .action(async (named: string, value: string, flags: PlaceFlags) => {
        const { setVariable } = await import("./set-variable.ts");
        await setVariable(context, { named, value }, flags);
      });
    return;
  }
  withPlace(settings.command("set <name>"))
    .description(
      "Set a secret. Its value is asked for without being shown, or read from standard input; never from an argument, which " +
        "others can see.",
    )
    .option("--only-environment <name...>", "only for stages that deliver to these", collectWord, [])
    .option("--only-branch <pattern...>", "only on branches like these", collectWord, [])
    .option("--protected", "only on protected branches")
    .addHelpText("after", `\nExample:\n  headrace secrets set ${name} --repository shop --only-branch main < token.txt`)
    .action(async (named: string, flags: SecretFlags) => {
      const { setSecret } = await import("./set-secret.ts");
      await setSecret(context, named, flags);
    });
}

function withPlace(command: Command): Command {
  return command
    .option("--repository <name>", "of this repository (default: of the organization)")
    .addOption(new Option("--environment <name>", "of this environment of the repository"))
    .addOption(requiredServerOption());
}
