import { extname } from "node:path";
import {
  environmentError,
  type LogLine,
  type LogMatches,
  type LogRange,
  type LogSearchBounds,
  type LogSearchResult,
} from "@headrace/engine";
import type { LogBlock } from "./block-table.ts";
import type { LogFiles } from "./log-file-name.ts";
import type { SearchTask } from "./search-worker.ts";

const defaultTimeout = 10_000;
const defaultMaxLength = 64 * 1024;
/** More are found by searching again from `next`. */
const mostLines = 100_000;

const nothing: LogMatches = { numbers: [], count: 0, next: null, timedOut: false };

export interface SearchedLog extends LogSearchBounds {
  readonly files: Pick<LogFiles, "log" | "compressed">;
  /** The log itself, where it has no file. */
  readonly content?: Uint8Array | undefined;
  readonly byteCount: number;
  readonly lineCount: number;
  block(line: number): LogBlock | null;
  read(range: LogRange): Promise<readonly LogLine[]>;
}

/** The lines that match, with their texts. */
export async function searchLog(pattern: RegExp, log: SearchedLog): Promise<LogSearchResult> {
  const { numbers, ...found } = await matchLog(pattern, log);
  const lines: LogLine[] = [];
  for (const from of numbers) {
    lines.push(...(await log.read({ from, limit: 1, maxLength: log.maxLength ?? defaultMaxLength })));
  }
  return { lines, ...found };
}

/**
 * Searches in a thread of its own. A regular expression cannot be interrupted, and some take
 * longer than the universe for a short line; a thread can be ended. What it has found lies in
 * shared memory, so nothing of it is lost then.
 */
export async function matchLog(pattern: RegExp, log: SearchedLog): Promise<LogMatches> {
  const { timeout = defaultTimeout, maxLength = defaultMaxLength, signal } = log;
  signal?.throwIfAborted();
  const from = Math.max(1, Math.trunc(log.from ?? 1));
  const limit = Math.min(mostLines, Math.trunc(log.limit));
  if (limit < 1 || from > log.lineCount) return { ...nothing, next: limit < 1 ? from : null };
  const block = log.block(from);
  if (block === null) return nothing;

  const shared = new Float64Array(new SharedArrayBuffer(8 * (limit + 2)));
  const task: SearchTask = {
    path: log.files.log,
    compressed: log.files.compressed,
    ...(log.content === undefined ? {} : { content: log.content }),
    source: pattern.source,
    // Global and sticky patterns remember where they were; each line is searched from its beginning.
    flags: pattern.flags.replace(/[gy]/g, ""),
    blockLine: block.firstLine,
    offset: block.offset,
    end: log.byteCount,
    from,
    lastLine: log.lineCount,
    limit,
    countAll: log.countAll ?? false,
    maxLength,
    hidden: log.hidden ?? [],
    shared,
  };
  const ended = await run(task, { timeout, signal });
  signal?.throwIfAborted();

  const [current = 0, count = 0] = shared;
  const numbers = [...shared.subarray(2, 2 + Math.min(count, limit))];
  if (!ended) {
    // Always further than before, past a line that alone takes all the time.
    return { numbers, count, next: Math.max(current, from) + (current <= from ? 1 : 0), timedOut: true };
  }
  const last = numbers.at(-1) ?? log.lineCount;
  const next = count > numbers.length ? last + 1 : current > log.lineCount ? null : current;
  return { numbers, count, next, timedOut: false };
}

/** True when it searched to its end; false when its time was over. */
async function run(
  task: SearchTask,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal | undefined },
): Promise<boolean> {
  const { Worker } = await import("node:worker_threads");
  // The same ending as this file: TypeScript here, JavaScript once packed.
  const program = new URL(`./search-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(program, {
    workerData: task,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
  });
  let stop: () => void = () => {};
  try {
    return await new Promise<boolean>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      stop = () => resolve(false);
      // The first message says that the search begins: what starting a thread takes is not the pattern's fault.
      worker.once("message", () => {
        timer = setTimeout(stop, timeout);
      });
      signal?.addEventListener("abort", stop, { once: true });
      if (signal?.aborted === true) stop();
      worker.once("exit", (code) => resolve(code === 0));
      worker.once("error", (cause) => {
        // A pattern may use up memory as well as time.
        if ("code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY") resolve(false);
        else reject(environmentError(cause, `search the log ${task.path}`));
      });
      worker.once("exit", () => clearTimeout(timer));
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
