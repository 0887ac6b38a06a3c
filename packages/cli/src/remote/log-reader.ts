import type { Client } from "@headrace/app/client";
import type { LogAddress, LogLine, LogReader } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";

/** Lines that a server gives at once, and that it finds at once. */
const pageSize = 5000;
const mostFound = 1000;

/** The log of one attempt on a server, read as one here is. Marks are not asked for. */
export async function openRemoteLog(client: Client, address: LogAddress): Promise<LogReader | null> {
  const { executionId: execution, instance: stage, attempt } = address;
  const of = { execution, stage, attempt };
  let lineCount = 0;
  let byteCount = 0;
  let complete = false;
  /** Where the last search goes on, and what the server calls it. */
  let onward: { readonly pattern: RegExp; readonly from: number; readonly cursor: string } | undefined;

  async function refresh(): Promise<void> {
    const page = await client.call("logs.read", { ...of, limit: 1 });
    lineCount = page.lineCount;
    complete = page.ended;
    byteCount = lineCount === 0 ? 0 : await sizeOf();
  }

  async function sizeOf(): Promise<number> {
    const { headers, body } = await client.bytes("logs.raw", { ...of, range: "bytes=0-0" });
    await body.cancel();
    return Number(/\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1] ?? headers.get("content-length") ?? 0);
  }

  await refresh();
  return {
    get lineCount() {
      return lineCount;
    },
    get byteCount() {
      return byteCount;
    },
    get complete() {
      return complete;
    },
    marks: [],
    marksLeftOut: 0,
    refresh,
    async read({ from, limit }) {
      const lines: LogLine[] = [];
      for (let next = from; lines.length < limit; ) {
        const asked = Math.min(pageSize, limit - lines.length);
        const page = await client.call("logs.read", { ...of, from: next, limit: asked });
        lines.push(...page.items.map(lineOf));
        if (page.next === undefined || page.items.length === 0) break;
        next = page.next;
      }
      return lines;
    },
    async search(pattern, { from = 1, limit }) {
      const found = await client.call("logs.search", {
        ...of,
        ...asked(pattern),
        limit: Math.min(limit, mostFound),
        ...(onward?.pattern === pattern && onward.from === from ? { cursor: onward.cursor } : {}),
      });
      const lines = found.items.map(lineOf).filter(({ line }) => line >= from);
      const next = (lines.at(-1)?.line ?? from) + 1;
      onward = found.nextCursor === undefined ? undefined : { pattern, from: next, cursor: found.nextCursor };
      return { lines, count: found.count, next: onward?.from ?? null, timedOut: found.timedOut };
    },
    async match(pattern, { from = 1, limit }) {
      const found = await client.call("logs.matches", { ...of, ...asked(pattern), from, limit });
      return { numbers: found.lines, count: found.count, next: found.next ?? null, timedOut: found.timedOut };
    },
    async *raw(range = { start: 0, end: byteCount }) {
      if (range.end <= range.start) return;
      const { body } = await client.bytes("logs.raw", { ...of, range: `bytes=${range.start}-${range.end - 1}` });
      try {
        for await (const bytes of body) yield Buffer.from(bytes);
      } catch (cause) {
        throw new HeadraceError("server-unreachable", "the connection was lost while the log was read", {
          cause,
          mend: "ask again",
        });
      }
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function asked(pattern: RegExp) {
  return { q: pattern.source, regex: true, matchCase: !pattern.ignoreCase };
}

interface RemoteLine {
  readonly attemptLine: number;
  readonly stream: "stdout" | "stderr";
  readonly at: string;
  readonly text: string;
  readonly truncated?: true | undefined;
}

function lineOf({ attemptLine, stream, at, text }: RemoteLine): LogLine {
  return { line: attemptLine, stream, at: Date.parse(at), text, cut: 0 };
}
