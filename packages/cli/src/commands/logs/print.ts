import { setTimeout as wait } from "node:timers/promises";
import type { LogLine, LogReader } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { StageExecutionRow } from "@headrace/store";
import type { CommandContext } from "../../context.ts";
import {
  type FollowedLine,
  type FollowLines,
  openRecords,
  type Records,
  type ShownExecution,
} from "../../input/records.ts";
import { createDrain } from "../../output/create-drain.ts";
import { onlyColors } from "../../output/only-colors.ts";
import { createStyle, type Style } from "../../output/style.ts";
import { visible } from "../../output/visible.ts";
import type { LogsFlags } from "../logs.ts";
import { type ByteCopier, createByteCopier } from "./copy-bytes.ts";

/** Lines read at once: a log of any length takes little memory. */
const pageSize = 5000;
/** Milliseconds between looks at a log that is being written. */
const followInterval = 100;

export async function printLogs(context: CommandContext, reference: string, flags: LogsFlags): Promise<void> {
  await using records = await openRecords(context, flags);
  const execution = await records.store.executions.get(reference);
  const printer = createPrinter(context, flags);
  if (flags.follow === true && flags.search === undefined && records.followLines !== undefined) {
    await followServer(records.followLines(execution.id, selectionOf(flags)), { printer, flags });
    return;
  }
  const printed = new Set<string>();
  for (;;) {
    // Asked before the stages are read: what begins in between is seen in another round.
    const ended = flags.follow !== true || (await isOver(records, execution));
    for (const stage of await chosenStages(records, execution, flags)) {
      const attempt = flags.attempt ?? stage.attempt;
      const key = `${stage.instance}\n${attempt}`;
      if (attempt === 0 || printed.has(key)) continue;
      if (await printAttempt({ records, execution, printer, flags }, stage, attempt)) printed.add(key);
    }
    if (ended) break;
    await wait(followInterval);
  }
  if (printed.size === 0 && flags.attempt !== undefined) {
    throw new HeadraceError("log-not-found", `no stage has a log of attempt ${flags.attempt}`, {
      mend: `see how often each was tried with \`headrace executions show ${execution.id}\``,
    });
  }
}

function selectionOf({ stage, attempt }: LogsFlags): FollowLines {
  return { ...(stage === undefined ? {} : { stage }), ...(attempt === undefined ? {} : { attempt }) };
}

/** Lines as a server sends them, those of one stage together. */
async function followServer(
  batches: AsyncIterable<readonly FollowedLine[]>,
  { printer, flags }: Pick<Printing, "printer" | "flags">,
): Promise<void> {
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; ) {
      const { instance } = batch[start] ?? {};
      const next = batch.findIndex((line, index) => index > start && line.instance !== instance);
      const end = next === -1 ? batch.length : next;
      await printer.print(batch.slice(start, end), flags.stage === undefined ? (instance ?? null) : null);
      start = end;
    }
  }
}

interface Printing {
  readonly records: Records;
  readonly execution: ShownExecution;
  readonly printer: Printer;
  readonly flags: LogsFlags;
}

/** False when there is no log of it. */
async function printAttempt(
  { records, execution, printer, flags }: Printing,
  { instance, attempt: lastAttempt }: StageExecutionRow,
  attempt: number,
): Promise<boolean> {
  await using reader = await records.logs.open({ executionId: execution.id, instance, attempt });
  if (reader !== null) {
    const prefix = flags.stage === undefined ? instance : null;
    await printOne(reader, { printer, prefix, flags, isLive: () => isLive(records, execution, { instance, attempt }) });
    return true;
  }
  if (flags.stage === undefined || flags.follow === true) return false;
  throw new HeadraceError("log-not-found", `attempt ${attempt} of ${instance} has no log`, {
    mend: `it was tried ${lastAttempt} ${lastAttempt === 1 ? "time" : "times"}`,
  });
}

/** It has ended, or the process that ran it has. */
async function isOver({ store }: Records, { id }: ShownExecution): Promise<boolean> {
  if ((await store.executions.get(id)).outcome !== undefined) return true;
  return (await store.journal.interrupted()).includes(id);
}

async function chosenStages(
  records: Records,
  execution: ShownExecution,
  flags: LogsFlags,
): Promise<readonly StageExecutionRow[]> {
  const stages = await records.store.executions.stages(execution.id);
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

/** Whether more may be written to the log of an attempt. */
async function isLive(
  records: Records,
  execution: ShownExecution,
  { instance, attempt }: { readonly instance: string; readonly attempt: number },
): Promise<boolean> {
  const stages = await records.store.executions.stages(execution.id);
  const stage = stages.find((row) => row.instance === instance);
  if (stage === undefined || stage.attempt !== attempt || stage.outcome !== undefined) return false;
  return !(await isOver(records, execution));
}

interface PrintOptions {
  readonly printer: Printer;
  readonly prefix: string | null;
  readonly flags: LogsFlags;
  isLive(): Promise<boolean>;
}

async function printOne(reader: LogReader, options: PrintOptions): Promise<void> {
  const { flags } = options;
  if (flags.search !== undefined) return await searchOne(reader, flags.search, options);
  const print = flags.timestamps === true ? linePrinter(reader, options) : bytePrinter(reader, options);
  for (;;) {
    // Asked before the log is read, so that what was written last is seen.
    const more = flags.follow === true && !reader.complete && (await options.isLive());
    await reader.refresh();
    await print(more);
    if (!more) return;
    await wait(followInterval);
  }
}

/** Prints what was not printed yet; `more` says that more may follow. */
type PrintNew = (more: boolean) => Promise<void>;

function linePrinter(reader: LogReader, { printer, prefix }: PrintOptions): PrintNew {
  let next = 1;
  return async () => {
    for (;;) {
      const lines = await reader.read({ from: next, limit: pageSize });
      if (lines.length === 0) return;
      await printer.print(lines, prefix);
      next += lines.length;
    }
  };
}

/** Without times the bytes need not be told apart: a long log is printed as fast as it can be read. */
function bytePrinter(reader: LogReader, { printer, prefix }: PrintOptions): PrintNew {
  const copier = printer.copier(prefix);
  let position = 0;
  return async (more) => {
    for await (const bytes of reader.raw({ start: position, end: reader.byteCount })) {
      copier.copy(bytes);
      position += bytes.length;
      await printer.drained();
    }
    if (!more) copier.end();
  };
}

async function searchOne(reader: LogReader, text: string, { printer, prefix }: PrintOptions): Promise<void> {
  const pattern = patternOf(text);
  for (let from: number | null = 1; from !== null; ) {
    const found: Awaited<ReturnType<LogReader["search"]>> = await reader.search(pattern, { from, limit: pageSize });
    await printer.print(found.lines, prefix);
    if (found.next === null && found.count > found.lines.length) printer.left(found.count - found.lines.length);
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
  print(lines: readonly LogLine[], prefix: string | null): Promise<void>;
  copier(prefix: string | null): ByteCopier;
  /** Lines that were found and are not shown. */
  left(count: number): void;
  /** Until standard output takes more: a reader slower than the disk would have the whole log kept in memory. */
  drained(): Promise<void>;
}

function createPrinter(context: CommandContext, flags: LogsFlags): Printer {
  const style: Style = createStyle(context.color);
  const drain = createDrain(context.stdout);
  const drained = async (): Promise<void> => {
    const waiting = drain();
    if (waiting !== null) await waiting;
  };
  return {
    drained,
    left: (count) => void context.stderr.write(`${count} more lines match; make the pattern narrower to see them.\n`),
    copier: (prefix) => createByteCopier(context, prefix === null ? "" : `${style.cyan(visible(prefix))} | `),
    async print(lines, prefix) {
      if (lines.length === 0) return;
      const before = prefix === null ? "" : `${style.cyan(visible(prefix))} | `;
      // Lines that came together have the same time.
      let at: number | undefined;
      let time = "";
      const text = lines.map((line) => {
        const parts: string[] = [before];
        if (flags.timestamps === true) {
          if (line.at !== at) time = style.dim(`${new Date(line.at).toISOString()} `);
          at = line.at;
          parts.push(time);
        }
        if (flags.search !== undefined) parts.push(style.dim(`${line.line}: `));
        parts.push(context.stdout.isTTY === true ? onlyColors(line.text) : line.text);
        if (line.cut > 0) parts.push(style.dim(` … ${line.cut} bytes more`));
        return parts.join("");
      });
      context.stdout.write(`${text.join("\n")}\n`);
      await drained();
    },
  };
}
