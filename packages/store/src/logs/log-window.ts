import { Buffer } from "node:buffer";
import type { LogContent } from "./log-content.ts";

const windowSize = 256 * 1024;
const lineFeed = 10;

/** Reads a file in pieces large enough that lines near each other cost one system call. */
export interface LogWindow {
  /** Bytes from `position` on: at least one and at most up to `end`; empty when there are none. */
  from(position: number, end: number): Promise<Buffer>;
  /** Whether a line begins there. Reads on up to `end`, where the next bytes will be wanted. */
  isLineStart(position: number, end: number): Promise<boolean>;
  /** Forgets what was read: the file has grown. */
  clear(): void;
}

export function createLogWindow(content: Pick<LogContent, "read">): LogWindow {
  let start = 0;
  let bytes = Buffer.alloc(0);

  async function from(position: number, end: number): Promise<Buffer> {
    if (position >= end) return Buffer.alloc(0);
    if (position < start || position >= start + bytes.length) {
      // Its own memory for each: what was given before may still be in use.
      const target = Buffer.allocUnsafe(Math.min(windowSize, end - position));
      const bytesRead = await content.read(target, position);
      start = position;
      bytes = target.subarray(0, bytesRead);
    }
    return bytes.subarray(position - start, Math.max(0, end - start));
  }

  return {
    from,
    isLineStart: async (position, end) => position === 0 || (await from(position - 1, end))[0] === lineFeed,
    clear() {
      bytes = Buffer.alloc(0);
    },
  };
}
