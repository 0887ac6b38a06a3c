import type { Command } from "commander";
import { Option } from "commander";
import { type CountFlags, countOption } from "../input/count.ts";
import { durationOption } from "../input/duration.ts";
import type { DataFlags } from "../input/open-existing.ts";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { serverOption } from "../remote/server-option.ts";

export interface ExecutionsListFlags extends RecordFlags, CountFlags {
  readonly pipeline?: string;
  readonly outcome?: "success" | "failed" | "timedOut" | "cancelled" | "unknown" | "unfinished";
  readonly status?: "queued" | "running" | "ended";
  readonly branch?: string;
  readonly cursor?: string;
  readonly json?: boolean;
}

export interface ExecutionsPruneFlags extends DataFlags {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly keep: number;
  readonly json?: boolean;
}

export interface ExecutionFlags extends RecordFlags {
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  const { context } = options;
  const executions = program
    .command("executions")
    .summary("list and show past executions")
    .description("List and show past executions.")
    .addHelpText("after", "\nExample:\n  headrace executions list");
  executions
    .command("list")
    .description("List executions, the newest first.")
    .option("--pipeline <name>", "only of this pipeline")
    .addOption(
      new Option("--outcome <outcome>", "only with this outcome").choices([
        "success",
        "failed",
        "timedOut",
        "cancelled",
        "unknown",
        "unfinished",
      ]),
    )
    .addOption(new Option("--status <status>", "only those that are this far").choices(["queued", "running", "ended"]))
    .option("--branch <name>", "only on this branch")
    .addOption(countOption("--limit <count>", "how many at most", 20))
    .option("--cursor <cursor>", "go on where an earlier list ended")
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace executions list --outcome failed --limit 5")
    .action(async (flags: ExecutionsListFlags) => {
      const { listExecutions } = await import("./executions/list.ts");
      await listExecutions(context, flags);
    });
  executions
    .command("show <execution>")
    .description(
      'Show one execution: its stages, tests and artifacts. Name it by "latest", number, id or the id\'s beginning.',
    )
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace executions show latest")
    .action(async (reference: string, flags: ExecutionFlags) => {
      const { showExecution } = await import("./executions/show.ts");
      await showExecution(context, reference, flags);
    });
  executions
    .command("prune")
    .description(
      "Remove old executions that have ended, with their logs, artifacts and test results; those without an end stay.",
    )
    .addOption(durationOption("--older-than <duration>", "that ended longer ago than this, as in 12h or 30d", "90d"))
    .addOption(countOption("--keep <count>", "the newest of each pipeline that stay, however old", 10))
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addHelpText("after", "\nExample:\n  headrace executions prune --older-than 30d --keep 20")
    .action(async (flags: ExecutionsPruneFlags) => {
      const { pruneExecutions } = await import("./executions/prune.ts");
      await pruneExecutions(context, flags);
    });
  executions
    .command("events <execution>")
    .description("Print an execution's events, one JSON object a line, in the public format.")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace executions events latest | jq .type")
    .action(async (reference: string, flags: RecordFlags) => {
      const { printEvents } = await import("./executions/events.ts");
      await printEvents(context, reference, flags);
    });
}
