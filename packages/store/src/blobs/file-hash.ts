import { createHash } from "node:crypto";
import { extname } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { hashPart } from "./hash-part.ts";

/**
 * SHA-256 of an open file that may still be growing. It is taken from the file, not from what passes through memory, so
 * that a thread can do it beside the reading or writing: hashing is the slowest part of both.
 * Close it before the file.
 */
export interface FileHash {
  /** The file has this many bytes now, never fewer than before. Returns at once. */
  upTo(bytes: number): Promise<void>;
  /** Hexadecimal, of all bytes told by `upTo`. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

/** Up to here a file is hashed in this thread, at its end: starting another takes as long as hashing this much. */
const smallBytes = 8 * 1024 * 1024;

/** Hashed without a turn of the event loop: some 3 ms. */
const turnBytes = 1024 * 1024;

export function createFileHash(descriptor: number): FileHash {
  let size = 0;
  let worker: Worker | undefined;
  /** Never rejects before somebody asks for the digest. */
  let answer: Promise<string> | undefined;

  return {
    async upTo(bytes) {
      size = bytes;
      if (bytes <= smallBytes) return;
      if (worker === undefined) {
        worker = await startWorker(descriptor);
        answer = answerOf(worker);
      }
      worker.postMessage(bytes);
    },
    async digest() {
      worker?.postMessage("digest");
      return await (answer ?? hashHere(descriptor, size));
    },
    async close() {
      await worker?.terminate();
    },
  };
}

async function hashHere(descriptor: number, size: number): Promise<string> {
  const hash = createHash("sha256");
  for (let from = 0; from < size; from += turnBytes) {
    if (from > 0) await setImmediate();
    hashPart(hash, descriptor, { from, to: Math.min(size, from + turnBytes) });
  }
  return hash.digest("hex");
}

async function startWorker(descriptor: number): Promise<Worker> {
  const { Worker } = await import("node:worker_threads");
  // The same ending as this file: TypeScript here, JavaScript once packed.
  const program = new URL(`./hash-worker${extname(import.meta.url)}`, import.meta.url);
  const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 };
  return new Worker(program, { workerData: descriptor, env: {}, execArgv: [], resourceLimits });
}

function answerOf(worker: Worker): Promise<string> {
  const answer = new Promise<string>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread that hashes ended early")));
  });
  answer.catch(() => undefined);
  return answer;
}
