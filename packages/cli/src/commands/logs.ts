import type { Command } from "commander";
import { type CountFlags, countOption } from "../input/count.ts";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { serverOption } from "../remote/server-option.ts";

export interface LogsFlags extends RecordFlags, Partial<CountFlags> {
  readonly stage?: string;
  readonly attempt?: number;
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  readonly search?: string;
  readonly raw?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("logs <execution>")
    .summary("print the logs of an execution")
    .description("Print the logs of an execution: of all its stages, or of one.")
    .option("--stage <name>", "only this stage, or this instance of a matrix")
    .addOption(countOption("--attempt <number>", "this attempt (default: the last)", 1).default(undefined))
    .option("-f, --follow", "wait for more until the execution ends")
    .option("-t, --timestamps", "begin each line with its time")
    .option("--search <pattern>", "only lines that match this regular expression, with their numbers")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText(
      "after",
      "\nExamples:\n  headrace logs latest --stage test\n  headrace logs 12 --search 'error|warning'",
    )
    .action(async (reference: string, flags: LogsFlags) => {
      const { printLogs } = await import("./logs/print.ts");
      await printLogs(options.context, reference, flags);
    });
}
