import type { IndexBlock } from "./index-format.ts";
import type { LogWindow } from "./log-window.ts";

const blockSize = 32 * 1024;
const lineFeed = 10;

/** Where a scan goes on. */
export interface ScanState {
  readonly position: number;
  /** The last line found so far has no end yet. */
  readonly inLine: boolean;
}

/**
 * Makes the blocks of a log, or of the rest of one, from the log itself, when its index is lost.
 * Streams and times are gone with the index: the lines count as standard output.
 */
export async function scanBlocks(
  window: LogWindow,
  { from, end, add }: { readonly from: ScanState; readonly end: number; add(block: IndexBlock): void },
): Promise<ScanState> {
  let { position, inLine } = from;
  let lines = 0;
  let bytes = 0;

  function close(): void {
    if (bytes > 0) add({ kind: "block", lines, bytes, delay: 0, streams: "o" });
    lines = 0;
    bytes = 0;
  }

  while (position < end) {
    const chunk = await window.from(position, end);
    if (chunk.length === 0) break;
    let start = 0;
    while (start < chunk.length) {
      const found = chunk.indexOf(lineFeed, start);
      const next = found === -1 ? chunk.length : found + 1;
      if (!inLine) {
        // A line that does not end in this chunk may be long: it gets a block of its own.
        if (bytes >= blockSize || found === -1) close();
        lines += 1;
      }
      bytes += next - start;
      if (found === -1) {
        close();
        inLine = true;
      } else {
        if (inLine) close();
        inLine = false;
      }
      start = next;
    }
    position += chunk.length;
  }
  close();
  return { position, inLine };
}
