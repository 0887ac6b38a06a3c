import { type Client, type OutputOf, Problem } from "@headrace/app/client";
import type { Connection } from "../../../client/create-connection.ts";
import { isUnreachable } from "../../../client/create-queries.ts";
import { parseAnsi, plain, type TextStyle } from "./parse-ansi.ts";

export type RawLogLine = OutputOf<"logs.read">["items"][number];

export interface ShownLine {
  readonly line: number;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly isError: boolean;
  readonly truncated: boolean;
  /** As the text before it left the colours. */
  readonly start: TextStyle;
}

export interface LogAddress {
  readonly execution: string;
  readonly instance: string;
  readonly attempt: number;
}

export interface LogSnapshot {
  /** Lines so far; undefined until it is known. */
  readonly lineCount: number | undefined;
  /** No lines will come any more. */
  readonly ended: boolean;
  readonly connection: "connecting" | "live" | "lost";
  readonly problem: Problem | undefined;
  /** Counts what has come: lines that were not there may be there now. */
  readonly version: number;
}

/**
 * One attempt's log as far as it has been looked at. Lines are kept by their numbers in the attempt, so that whatever is
 * read twice or comes again after a lost connection is there once.
 */
export interface LogSource {
  line(number: number): ShownLine | undefined;
  /** These lines are looked at; others that were asked for need not come any more. */
  look(first: number, last: number): void;
  snapshot(): LogSnapshot;
  subscribe(listener: () => void): () => void;
  again(): void;
  /** Begins to read and to follow, until what it gives is called. */
  open(): () => void;
}

export interface LogSourceOptions {
  readonly client: Client;
  readonly connection: Connection;
  readonly address: LogAddress;
}

/** Lines that are asked for at once; a line may be 16 KiB long. */
const chunkLines = 200;
/** Chunks that are kept beyond what is looked at. */
const mostChunks = 400;
/** Milliseconds in which what is looked at must stay the same until it is asked for: a scroll bar passes over much. */
const rest = 30;
/** Lines before now that the stream begins with: what came between the first answer and the stream's beginning. */
const overlap = 1000;
/** Lines from which on the rows take their time to count. */
const long = 100_000;

/** Milliseconds until what comes is drawn. */
function paceOf({ version, lineCount = 0 }: LogSnapshot): number {
  if (version < 4) return 0;
  return lineCount > long ? 400 : 80;
}

export function createLogSource({ client, connection, address }: LogSourceOptions): LogSource {
  const { execution, instance, attempt } = address;
  const selection = { execution, stage: instance, attempt };
  let stop = new AbortController();
  const chunks = new Map<number, (ShownLine | undefined)[]>();
  const asked = new Map<number, AbortController>();
  const listeners = new Set<() => void>();
  let lookedAt: readonly [first: number, last: number] = [1, 0];
  let state: LogSnapshot = {
    lineCount: undefined,
    ended: false,
    connection: "connecting",
    problem: undefined,
    version: 0,
  };
  let shown = state;
  let lookTimer: number | undefined;
  let drawTimer: number | undefined;

  const set = (changes: Partial<Omit<LogSnapshot, "version">>): void => {
    state = { ...state, ...changes, version: state.version + 1 };
    drawTimer ??= window.setTimeout(draw, paceOf(state));
  };

  const draw = (): void => {
    drawTimer = undefined;
    shown = state;
    for (const listener of [...listeners]) listener();
  };

  const keep = (items: readonly RawLogLine[]): void => {
    for (const item of items) {
      if (item.attempt !== attempt || item.instance !== instance) continue;
      const index = Math.floor((item.attemptLine - 1) / chunkLines);
      const chunk = chunks.get(index) ?? [];
      const place = (item.attemptLine - 1) % chunkLines;
      chunk[place] = shownOf(item, place === 0 ? chunks.get(index - 1)?.[chunkLines - 1] : chunk[place - 1]);
      // What was used last stands last.
      chunks.delete(index);
      chunks.set(index, chunk);
    }
    const [first, last] = lookedAt.map((line) => Math.floor((line - 1) / chunkLines));
    for (const index of [...chunks.keys()].slice(0, Math.max(0, chunks.size - mostChunks))) {
      if (index < (first ?? 0) || index > (last ?? 0)) chunks.delete(index);
    }
  };

  const isMissing = (index: number): boolean => {
    const from = index * chunkLines;
    const wanted = Math.min(chunkLines, (state.lineCount ?? 0) - from);
    const chunk = chunks.get(index);
    if (wanted <= 0) return false;
    if (chunk === undefined) return true;
    for (let place = 0; place < wanted; place += 1) if (chunk[place] === undefined) return true;
    return false;
  };

  const ask = async (index: number): Promise<void> => {
    const own = new AbortController();
    asked.set(index, own);
    try {
      const signal = AbortSignal.any([own.signal, stop.signal]);
      const from = index * chunkLines + 1;
      const page = await client.call("logs.read", { ...selection, from, limit: chunkLines }, { signal });
      keep(page.items);
      set({ lineCount: Math.max(state.lineCount ?? 0, page.lineCount), problem: undefined });
    } catch (error) {
      if (own.signal.aborted || stop.signal.aborted) return;
      fail(error);
    } finally {
      if (asked.get(index) === own) asked.delete(index);
    }
  };

  const fail = (error: unknown): void => {
    if (isUnreachable(error)) {
      connection.lost();
      set({ connection: "lost" });
      void connection.whenBack(stop.signal).then(
        () => look(...lookedAt),
        () => undefined,
      );
    } else if (error instanceof Problem) set({ problem: error });
    else throw error;
  };

  const askWhatIsMissing = (): void => {
    lookTimer = undefined;
    const [first, last] = lookedAt;
    const [from, to] = [Math.floor((first - 1) / chunkLines), Math.floor((last - 1) / chunkLines)];
    for (const [index, controller] of asked) if (index < from - 1 || index > to + 1) controller.abort();
    for (let index = from; index <= to; index += 1) if (!asked.has(index) && isMissing(index)) void ask(index);
  };

  const look = (first: number, last: number): void => {
    lookedAt = [Math.max(1, first), Math.min(last, state.lineCount ?? last)];
    lookTimer ??= window.setTimeout(askWhatIsMissing, rest);
  };

  const follow = async (): Promise<void> => {
    const page = await client.call("logs.read", { ...selection, tail: chunkLines }, { signal: stop.signal });
    keep(page.items);
    set({ lineCount: page.lineCount, ended: page.ended, connection: "live", problem: undefined });
    if (page.ended) return;
    const stream = client.events(
      "logs.read",
      { ...selection, tail: overlap, follow: true },
      {
        signal: stop.signal,
        onConnection: (next) => {
          set({ connection: next === "lost" ? "lost" : "live" });
          if (next === "lost") connection.lost();
          else connection.back();
        },
      },
    );
    for await (const { event, data } of stream) {
      if (event !== "lines") continue;
      // Believed: it is our server's, and says so of itself.
      const lines = linesOf(data);
      keep(lines);
      const last = lines.reduce((most, { attemptLine }) => Math.max(most, attemptLine), state.lineCount ?? 0);
      set({ lineCount: last, connection: "live" });
      look(...lookedAt);
    }
    const end = await client.call("logs.read", { ...selection, tail: 1 }, { signal: stop.signal });
    set({ lineCount: Math.max(end.lineCount, state.lineCount ?? 0), ended: true });
  };

  const followToTheEnd = async (): Promise<void> => {
    for (;;) {
      try {
        return await follow();
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!isUnreachable(error)) {
          set({ problem: asProblem(error) });
          return;
        }
        connection.lost();
        set({ connection: "lost" });
        await connection.whenBack(stop.signal).catch(() => undefined);
        if (stop.signal.aborted) return;
      }
    }
  };

  return {
    line: (number) => chunks.get(Math.floor((number - 1) / chunkLines))?.[(number - 1) % chunkLines],
    look,
    snapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    again() {
      set({ problem: undefined });
      void followToTheEnd();
    },
    open() {
      stop = new AbortController();
      void followToTheEnd();
      return () => {
        stop.abort();
        window.clearTimeout(lookTimer);
        window.clearTimeout(drawTimer);
        lookTimer = undefined;
        drawTimer = undefined;
      };
    },
  };
}

function linesOf(data: unknown): readonly RawLogLine[] {
  const { lines }: { readonly lines?: readonly RawLogLine[] } = Object(data);
  return lines ?? [];
}

function shownOf(item: RawLogLine, before: ShownLine | undefined): ShownLine {
  return {
    line: item.attemptLine,
    text: item.text,
    at: Date.parse(item.at),
    isError: item.stream === "stderr",
    truncated: item.truncated === true,
    // Where the line before is not at hand, the colours begin anew.
    start: before === undefined ? plain : parseAnsi(before.text, before.start).end,
  };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem("internal", error instanceof Error ? error.message : String(error), {
    mend: "load the page again",
    cause: error,
  });
}
