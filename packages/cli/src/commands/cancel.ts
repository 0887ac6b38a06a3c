import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface CancelFlags extends ServerFlags {
  readonly force?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("cancel <execution>")
    .summary("cancel an execution on a server")
    .description("Cancel an execution on a server. What runs has its grace period, and cleanup still runs.")
    .option("--force", "end everything at once, cleanup too")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace cancel web-app#12")
    .action(async (reference: string, flags: CancelFlags) => {
      const { cancel } = await import("./trigger/cancel.ts");
      await cancel(options.context, reference, flags);
    });
}
