import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface EnvironmentsFlags extends ServerFlags {
  readonly repository?: string;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("environments")
    .summary("list the environments of a server, and what stands in them")
    .description("List the environments of a server with the version and commit that stand in each, the newest first.")
    .option("--repository <name>", "only of this repository")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace environments --repository shop")
    .action(async (flags: EnvironmentsFlags) => {
      const { listEnvironments } = await import("./deployments/list-environments.ts");
      await listEnvironments(options.context, flags);
    });
}
