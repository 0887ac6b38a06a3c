import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface CallFlags extends ServerFlags {
  readonly input?: string;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("call [operation] [fields...]")
    .summary("ask a server for any of its operations")
    .description(
      "Ask a server for any operation of its API, for what has no command of its own, and print the answer. A field is " +
        "name=text, or name:=json for what is no text; docs/api.md says which there are. Without an operation, all are listed.",
    )
    .option("--input <file>", "a JSON object with the fields; - for standard input")
    .addOption(requiredServerOption())
    .addHelpText(
      "after",
      "\nExamples:\n  headrace call schedules.list limit=5\n  headrace call environments.update environment=01a1… rules:='{\"oneAtATime\":true}'",
    )
    .action(async (operation: string | undefined, fields: readonly string[], flags: CallFlags) => {
      const { callOperation, listOperations } = await import("./call/call.ts");
      if (operation === undefined) listOperations(options.context);
      else await callOperation(options.context, { operation, fields }, flags);
    });
}
