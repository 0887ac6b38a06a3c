import { type Command, Option } from "commander";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { serverOption } from "../remote/server-option.ts";

export interface TestsFlags extends RecordFlags {
  readonly outcome?: "passed" | "failed" | "skipped" | "flaky";
  readonly stage?: string;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("tests <execution>")
    .summary("list the test cases an execution reported")
    .description("List the test cases that an execution's stages reported.")
    .addOption(
      new Option("--outcome <outcome>", "only with this outcome").choices(["passed", "failed", "skipped", "flaky"]),
    )
    .option("--stage <name>", "only of this stage")
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace tests latest --outcome failed")
    .action(async (reference: string, flags: TestsFlags) => {
      const { listTests } = await import("./tests/list.ts");
      await listTests(options.context, reference, flags);
    });
}
