import type { Writable } from "node:stream";

/**
 * Whether a stream takes more: null when it does, else settled when it does again, or when it never will. A pipe keeps
 * what its reader is too slow for in our memory; whoever writes much asks here.
 */
export function createDrain(stream: Writable): () => Promise<void> | null {
  let waiting: Promise<void> | null = null;
  return () => {
    if (waiting === null && stream.writableNeedDrain && !stream.destroyed) {
      waiting = new Promise((resolve) => {
        const done = (): void => {
          for (const event of ends) stream.off(event, done);
          waiting = null;
          resolve();
        };
        for (const event of ends) stream.on(event, done);
      });
    }
    return waiting;
  };
}

const ends = ["drain", "close", "error"] as const;
