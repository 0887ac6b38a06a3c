import { createHash } from "node:crypto";
import { extname } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

/** SHA-256 of what passes; of much, taken in a thread of its own, for it is the slowest part of storing and of reading. */
export interface ContentHash {
  /** Takes a copy; resolves when there is room for more. */
  update(bytes: Buffer): Promise<void>;
  /** Hexadecimal, of everything. */
  hex(): Promise<string>;
  close(): Promise<void>;
}

/** Copied and handed over at once: small enough to stay in the processor's cache until it is hashed. */
const pieceBytes = 1024 * 1024;

/** The memory that this takes. Content that fits is hashed here: starting a thread takes as long as hashing that much. */
const mostPieces = 8;

export function createContentHash(): ContentHash {
  /** Waiting, or with the thread: in the order in which they are hashed. */
  const filled: Uint8Array[] = [];
  const spare: Uint8Array[] = [];
  let piece = createPiece();
  let used = 0;
  let thread: HashThread | undefined;

  const nextPiece = async (): Promise<Uint8Array> => {
    const free = spare.pop();
    if (free !== undefined) return free;
    if (filled.length < mostPieces) return createPiece();
    if (thread === undefined) {
      thread = await startThread();
      for (const each of filled) thread.send(each);
    }
    await thread.hashed();
    return filled.shift() ?? createPiece();
  };

  return {
    async update(bytes) {
      for (let offset = 0; offset < bytes.length; ) {
        if (used === pieceBytes) {
          filled.push(piece);
          thread?.send(piece);
          piece = await nextPiece();
          used = 0;
        }
        const part = bytes.subarray(offset, offset + pieceBytes - used);
        piece.set(part, used);
        used += part.length;
        offset += part.length;
      }
    },
    async hex() {
      filled.push(piece.subarray(0, used));
      if (thread === undefined) return await hashHere(filled);
      thread.send(piece.subarray(0, used));
      return await thread.finish();
    },
    async close() {
      await thread?.close();
    },
  };
}

/** Shared with the thread, not moved there and back. */
function createPiece(): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(pieceBytes));
}

async function hashHere(pieces: readonly Uint8Array[]): Promise<string> {
  const hash = createHash("sha256");
  for (const [index, piece] of pieces.entries()) {
    // Some 3 ms each: others get their turn.
    if (index > 0) await setImmediate();
    hash.update(piece);
  }
  return hash.digest("hex");
}

interface HashThread {
  send(piece: Uint8Array): void;
  /** Until the earliest piece that nobody has waited for is hashed. */
  hashed(): Promise<void>;
  finish(): Promise<string>;
  close(): Promise<void>;
}

async function startThread(): Promise<HashThread> {
  const { Worker } = await import("node:worker_threads");
  // The same ending as this file: TypeScript here, JavaScript once packed.
  const program = new URL(`./hash-worker${extname(import.meta.url)}`, import.meta.url);
  const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 };
  const worker: Worker = new Worker(program, { env: {}, execArgv: [], resourceLimits });
  let ready = 0;
  let wake = (): void => undefined;
  const answer = new Promise<string>((resolve, reject) => {
    worker.on("message", (message: unknown) => {
      if (typeof message === "string") resolve(message);
      else {
        ready += 1;
        wake();
      }
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread that hashes ended early")));
  });
  // Seen by whoever waits for it; who stops early never does.
  answer.catch(() => undefined);
  return {
    send: (piece) => worker.postMessage(piece),
    async hashed() {
      if (ready === 0) {
        const next = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([next, answer]);
      }
      ready -= 1;
    },
    async finish() {
      worker.postMessage("finish");
      return await answer;
    },
    async close() {
      await worker.terminate();
    },
  };
}
