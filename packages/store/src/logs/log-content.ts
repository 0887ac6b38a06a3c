import { Buffer } from "node:buffer";
import type { LogSource } from "./log-source.ts";

/** The bytes of a log as far as they are there: in its file, or of a short one in its index. */
export interface LogContent {
  /** The index has told these, the next ones. */
  add(text: string): void;
  /** Looks how long the file is by now. */
  measure(): Promise<void>;
  /** As the file was measured, and as the index has told. */
  readonly size: number;
  /** From a position on, into the target; how many there were. */
  read(target: Buffer, position: number): Promise<number>;
  /** So many from a position on, or fewer where it ends before. */
  bytes(position: number, length: number): Promise<Buffer>;
  /** All of them, where no file has them. */
  readonly withoutFile: Uint8Array | undefined;
  /** Of the file. Epoch milliseconds; 0 where there is none. */
  changedAt(): Promise<number>;
  close(): Promise<void>;
}

/** @param file null as long as there is none; then `open` is asked again whenever it is measured. */
export function createLogContent(file: LogSource | null, open: () => Promise<LogSource | null>): LogContent {
  let opened = file;
  let fileSize = 0;
  let inIndex = Buffer.alloc(0);
  /** Null where there is none, or where a crash left it with less than the index has. */
  const usable = (): LogSource | null => (fileSize < inIndex.length ? null : opened);

  async function read(target: Buffer, position: number): Promise<number> {
    const from = usable();
    if (from === null) return inIndex.copy(target, 0, Math.min(position, inIndex.length));
    return await from.read(target, position);
  }

  return {
    add(text) {
      inIndex = Buffer.concat([inIndex, Buffer.from(text, "utf8")]);
    },
    async measure() {
      opened ??= await open();
      if (opened !== null) fileSize = await opened.size();
    },
    get size() {
      return Math.max(fileSize, inIndex.length);
    },
    read,
    async bytes(position, length) {
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const bytesRead = await read(bytes.subarray(filled), position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    get withoutFile() {
      return usable() === null ? new Uint8Array(inIndex) : undefined;
    },
    async changedAt() {
      return (await opened?.changedAt()) ?? 0;
    },
    async close() {
      await opened?.close();
    },
  };
}
