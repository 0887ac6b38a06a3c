import { environmentError, type LogLine, type LogRange, type LogReader } from "@headrace/engine";
import { createIndexReader, createTextIndexReader, type IndexReader } from "./index-reader.ts";
import { createLogContent, type LogContent } from "./log-content.ts";
import { createLogExtent } from "./log-extent.ts";
import type { LogFiles } from "./log-file-name.ts";
import { openIfThere, openLogSource } from "./log-source.ts";
import { createLogWindow } from "./log-window.ts";
import { readLogLines } from "./read-log-lines.ts";
import { matchLog, searchLog } from "./search-log.ts";
import { findShortLog } from "./short-logs.ts";

const defaultMaxLength = 64 * 1024;
const rawChunk = 256 * 1024;

/** Null when there is no log. */
export async function openFileLog(files: LogFiles): Promise<LogReader | null> {
  try {
    return await openReader(files);
  } catch (cause) {
    throw environmentError(cause, `read the log ${files.log}`);
  }
}

async function openReader(files: LogFiles): Promise<LogReader | null> {
  const file = await openIfThere(files.index);
  const log = await openLogSource(files).catch(async (cause: unknown) => {
    await file?.close();
    throw cause;
  });
  const index = file === null && log === null ? await shortIndex(files) : file && createIndexReader(file);
  if (log === null && index === null) return null;
  const content = createLogContent(log, () => openLogSource(files));
  const reader = createFileLogReader({ files, content, index });
  try {
    await reader.refresh();
    return reader;
  } catch (cause) {
    await reader[Symbol.asyncDispose]();
    throw cause;
  }
}

async function shortIndex(files: LogFiles): Promise<IndexReader | null> {
  const text = await findShortLog(files);
  return text === null ? null : createTextIndexReader(text);
}

interface OpenFiles {
  readonly files: LogFiles;
  readonly content: LogContent;
  readonly index: IndexReader | null;
}

function createFileLogReader({ files, content, index }: OpenFiles): LogReader {
  const window = createLogWindow(content);
  const extent = createLogExtent({ content, window, index });
  let refreshing: Promise<void> | null = null;
  let closed = false;

  const refuse = (cause: unknown): never => {
    throw environmentError(cause, `read the log ${files.log}`);
  };

  /** One at a time: two that overlap would read the same part of the index twice. */
  function refresh(): Promise<void> {
    refreshing ??= extent
      .look()
      .catch(refuse)
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  }

  async function read({ from, limit, maxLength = defaultMaxLength }: LogRange): Promise<readonly LogLine[]> {
    await refreshing;
    const first = Math.max(1, Math.trunc(from));
    const last = first + Math.trunc(limit) - 1;
    const lines = () =>
      readLogLines({ content, window, extent }, { first, last: Math.min(last, extent.lineCount), maxLength });
    try {
      const found = await lines();
      if (found !== null) return found;
      await extent.rebuild();
      return (await lines()) ?? [];
    } catch (cause) {
      return refuse(cause);
    }
  }

  async function* raw(range?: { readonly start: number; readonly end: number }): AsyncGenerator<Buffer> {
    const end = Math.min(extent.byteCount, range?.end ?? extent.byteCount);
    for (let position = Math.max(0, range?.start ?? 0); position < end; ) {
      const bytes = await content.bytes(position, Math.min(rawChunk, end - position)).catch(refuse);
      if (bytes.length === 0) return;
      yield bytes;
      position += bytes.length;
    }
  }

  const searched = () => ({
    files,
    content: content.withoutFile,
    byteCount: extent.byteCount,
    lineCount: extent.lineCount,
    block: extent.block,
    read,
  });

  return {
    get lineCount() {
      return extent.lineCount;
    },
    get byteCount() {
      return extent.byteCount;
    },
    get complete() {
      return extent.complete;
    },
    get marks() {
      return extent.marks;
    },
    get marksLeftOut() {
      return extent.marksLeftOut;
    },
    refresh,
    read,
    search: (pattern, bounds) => searchLog(pattern, { ...bounds, ...searched() }),
    match: (pattern, bounds) => matchLog(pattern, { ...bounds, ...searched() }),
    raw,
    async [Symbol.asyncDispose]() {
      if (closed) return;
      closed = true;
      await index?.close();
      await content.close();
    },
  };
}
