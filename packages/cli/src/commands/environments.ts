import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { onHostOption } from "../remote/on-host.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface EnvironmentFlags extends ServerFlags {
  readonly repository?: string;
  readonly onHost?: boolean;
}

export interface EnvironmentsFlags extends EnvironmentFlags {
  readonly json?: boolean;
}

export function register(program: Command, { context }: ProgramOptions): void {
  const environments = program
    .command("environments")
    .summary("list the environments of a server, and what stands in them")
    .description("List the environments of a server with the version and commit that stand in each, the newest first.")
    .option("--repository <name>", "only of this repository")
    .addOption(onHostOption())
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace environments --repository shop\n  headrace environments --repository shop --on-host",
    )
    .action(async (flags: EnvironmentsFlags) => {
      if (flags.onHost === true) {
        const { listHostEnvironments } = await import("./environments/list-on-host.ts");
        await listHostEnvironments(context, flags);
        return;
      }
      const { listEnvironments } = await import("./deployments/list-environments.ts");
      await listEnvironments(context, flags);
    });
  environments
    .command("add <name>")
    .description("Make an environment of a repository, on the server or on the repository's host of code.")
    .option("--repository <name>", "of this repository")
    .addOption(onHostOption())
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace environments add staging --repository shop --on-host")
    .action(async (name: string, _: unknown, command: Command) => {
      // What the command above has too is read by that one, wherever it stands.
      const flags = command.optsWithGlobals<EnvironmentFlags>();
      const { addEnvironment } = await import("./environments/change.ts");
      await addEnvironment(context, name, flags);
    });
  environments
    .command("rename <name> <new-name>")
    .description("Rename an environment of a repository, on the server or on the repository's host of code.")
    .option("--repository <name>", "of this repository")
    .addOption(onHostOption())
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace environments rename staging preview --repository shop --on-host")
    .action(async (name: string, newName: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<EnvironmentFlags>();
      const { renameEnvironment } = await import("./environments/change.ts");
      await renameEnvironment(context, { name, newName }, flags);
    });
  environments
    .command("remove <name>")
    .description("Remove an environment of a repository, with its variables and secrets.")
    .option("--repository <name>", "of this repository")
    .addOption(onHostOption())
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace environments remove staging --repository shop --on-host")
    .action(async (name: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<EnvironmentFlags>();
      const { removeEnvironment } = await import("./environments/change.ts");
      await removeEnvironment(context, name, flags);
    });
}
