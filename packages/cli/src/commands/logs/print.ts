import { setTimeout as wait } from "node:timers/promises";
import type { LogLine, LogReader } from "@headrace/engine";
import type { Project } from "@headrace/library";
import { HeadraceError } from "@headrace/pipeline";
import type { ExecutionRow, StageExecutionRow } from "@headrace/store";
import type { CommandContext } from "../../context.ts";
import { openExisting } from "../../input/open-existing.ts";
import { createStyle, type Style } from "../../output/style.ts";
import type { LogsFlags } from "../logs.ts";

/** Lines read at once: a log of any length takes little memory. */
const pageSize = 5000;
/** Milliseconds between looks at a log that is being written. */
const followInterval = 100;

export async function printLogs(context: CommandContext, reference: string, flags: LogsFlags): Promise<void> {
  await using project = await openExisting(context, flags);
  const execution = await project.store.executions.get(reference);
  const printer = createPrinter(context, flags);
  const printed = new Set<string>();
  for (;;) {
    const stages = await chosenStages(project, execution, flags);
    const several = flags.stage === undefined;
    for (const stage of stages) {
      if (printed.has(stage.instance) || stage.attempt === 0) continue;
      printed.add(stage.instance);
      const attempt = flags.attempt ?? stage.attempt;
      await using reader = await project.logs.open({ executionId: execution.id, instance: stage.instance, attempt });
      if (reader === null) {
        if (several) continue;
        throw new HeadraceError("log-not-found", `attempt ${attempt} of ${stage.instance} has no log`, {
          mend: `it was tried ${stage.attempt} times`,
        });
      }
      const prefix = several ? stage.instance : null;
      await printOne(reader, { printer, prefix, flags, isLive: () => isLive(project, execution, stage.instance) });
    }
    if (flags.follow !== true || (await project.store.executions.get(execution.id)).outcome !== undefined) return;
    await wait(followInterval);
  }
}

async function chosenStages(
  project: Project,
  execution: ExecutionRow,
  flags: LogsFlags,
): Promise<readonly StageExecutionRow[]> {
  const stages = await project.store.executions.stages(execution.id);
  const { stage } = flags;
  if (stage === undefined) return stages;
  const chosen = stages.filter((row) => row.stage === stage || row.instance === stage);
  if (chosen.length > 0 || flags.follow === true) return chosen;
  throw new HeadraceError(
    "stage-not-found",
    `execution ${execution.pipeline}#${execution.number} has no stage "${stage}"`,
    {
      mend: `it has: ${[...new Set(stages.map((row) => row.instance))].join(", ")}`,
    },
  );
}

async function isLive(project: Project, execution: ExecutionRow, instance: string): Promise<boolean> {
  const stages = await project.store.executions.stages(execution.id);
  return stages.find((row) => row.instance === instance)?.outcome === undefined;
}

interface PrintOptions {
  readonly printer: Printer;
  readonly prefix: string | null;
  readonly flags: LogsFlags;
  isLive(): Promise<boolean>;
}

async function printOne(reader: LogReader, options: PrintOptions): Promise<void> {
  const { printer, prefix, flags } = options;
  if (flags.search !== undefined) return await searchOne(reader, flags.search, options);
  let next = 1;
  for (;;) {
    const lines = await reader.read({ from: next, limit: pageSize });
    printer.print(lines, prefix);
    next += lines.length;
    if (lines.length > 0) continue;
    if (flags.follow !== true || reader.complete || !(await options.isLive())) return;
    await wait(followInterval);
    await reader.refresh();
  }
}

async function searchOne(reader: LogReader, text: string, { printer, prefix }: PrintOptions): Promise<void> {
  const pattern = patternOf(text);
  for (let from: number | null = 1; from !== null; ) {
    const found: Awaited<ReturnType<LogReader["search"]>> = await reader.search(pattern, { from, limit: pageSize });
    printer.print(found.lines, prefix);
    if (found.timedOut) {
      throw new HeadraceError(
        "invalid-argument",
        `the search took too long and stopped before line ${found.next ?? "the last"}`,
        {
          mend: "use a simpler pattern; nested repetitions such as (a+)+ take very long",
        },
      );
    }
    from = found.next;
  }
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (cause) {
    throw new HeadraceError("invalid-argument", `"${text}" is not a regular expression`, {
      cause,
      mend: cause instanceof Error ? cause.message : "see the syntax of JavaScript's regular expressions",
    });
  }
}

interface Printer {
  print(lines: readonly LogLine[], prefix: string | null): void;
}

function createPrinter(context: CommandContext, flags: LogsFlags): Printer {
  const style: Style = createStyle(context.color);
  return {
    print(lines, prefix) {
      if (lines.length === 0) return;
      const text = lines.map((line) => {
        const parts: string[] = [];
        if (prefix !== null) parts.push(`${style.cyan(prefix)} | `);
        if (flags.timestamps === true) parts.push(style.dim(`${new Date(line.at).toISOString()} `));
        if (flags.search !== undefined) parts.push(style.dim(`${line.line}: `));
        parts.push(line.text);
        if (line.cut > 0) parts.push(style.dim(` … ${line.cut} bytes more`));
        return parts.join("");
      });
      context.stdout.write(`${text.join("\n")}\n`);
    },
  };
}
