import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { HeadraceError } from "@headrace/pipeline";
import { environmentError } from "../environment-error.ts";

/**
 * Writes trees beside this thread, from memory for all but large files: to write 1,000 files takes a system call or three
 * each, and a server has other things to do meanwhile.
 */
export interface TreeWriter {
  /** Writes what is below `from`, which never changes, below `to`, which holds none of it. Throws `disk-full` and its like. */
  write(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

export interface WriteTask {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

export interface WriteReply {
  readonly id: number;
  readonly fault?: { readonly message: string; readonly code?: string };
}

interface Hand {
  readonly worker: Worker;
  readonly waiting: Map<number, PromiseWithResolvers<void>>;
}

export function createTreeWriter({ threads }: { readonly threads: number }): TreeWriter {
  const hands: Hand[] = [];
  let closed = false;
  let asked = 0;

  const start = (): Hand => {
    const program = new URL(`./tree-writer-worker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(program, { env: {} });
    const hand: Hand = { worker, waiting: new Map() };
    const lost = (cause?: unknown): void => {
      if (hands.includes(hand)) hands.splice(hands.indexOf(hand), 1);
      for (const { reject } of hand.waiting.values()) {
        reject(new HeadraceError("internal", "the thread that writes trees has ended", { cause }));
      }
      hand.waiting.clear();
    };
    worker.on("message", ({ id, fault }: WriteReply) => {
      const waiting = hand.waiting.get(id);
      hand.waiting.delete(id);
      if (hand.waiting.size === 0) worker.unref();
      if (fault === undefined) waiting?.resolve();
      else waiting?.reject(environmentError(errorOf(fault), "write the files of a commit"));
    });
    worker.on("error", lost);
    worker.on("exit", () => lost());
    worker.unref();
    hands.push(hand);
    return hand;
  };

  return {
    async write(from, to) {
      if (closed) throw new HeadraceError("internal", "the mirrors are closed");
      const idle = hands.find(({ waiting }) => waiting.size === 0);
      const least = hands.toSorted((one, other) => one.waiting.size - other.waiting.size)[0];
      const hand = idle ?? (hands.length < threads ? start() : least) ?? start();
      asked += 1;
      const id = asked;
      const done = Promise.withResolvers<void>();
      hand.waiting.set(id, done);
      hand.worker.ref();
      const task: WriteTask = { id, from, to };
      hand.worker.postMessage(task);
      await done.promise;
    },
    async close() {
      closed = true;
      await Promise.all([...hands].map(({ worker }) => worker.terminate()));
    },
  };
}

function errorOf({ message, code }: NonNullable<WriteReply["fault"]>): Error {
  const error = new Error(message);
  return code === undefined ? error : Object.assign(error, { code, syscall: "write" });
}
