import type { Command } from "commander";
import { countOption } from "../input/count.ts";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface DeploymentsFlags extends ServerFlags {
  readonly repository?: string;
  readonly environment?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("deployments")
    .summary("list what a server deployed")
    .description("List what a server deployed, the newest first: which version, and what became of it.")
    .option("--repository <name>", "only of this repository")
    .option("--environment <name>", "only to this environment")
    .addOption(countOption("--limit <count>", "how many at most", 20))
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace deployments --environment production")
    .action(async (flags: DeploymentsFlags) => {
      const { listDeployments } = await import("./deployments/list-deployments.ts");
      await listDeployments(options.context, flags);
    });
}
