import { Worker } from "node:worker_threads";
import { HeadraceError } from "@headrace/pipeline";

/** Threads that run one program. They are started when there is work, and keep no process alive while they rest. */
export interface Threads<Task, Result> {
  /** Throws what the task threw: its message, and the code and system call where it has them. */
  run(task: Task): Promise<Result>;
  close(): Promise<void>;
}

export interface ThreadsOptions {
  /** Of a program that calls `answerTasks`. */
  readonly program: URL;
  readonly most: number;
}

export interface ThreadTask<Task> {
  readonly id: number;
  readonly task: Task;
}

export type ThreadReply<Result> =
  | { readonly id: number; readonly result: Result }
  | {
      readonly id: number;
      readonly fault: { readonly message: string; readonly code?: string; readonly syscall?: string };
    };

interface Thread<Result> {
  readonly worker: Worker;
  readonly waiting: Map<number, PromiseWithResolvers<Result>>;
}

export function createThreads<Task, Result>({ program, most }: ThreadsOptions): Threads<Task, Result> {
  const threads: Thread<Result>[] = [];
  let closed = false;
  let asked = 0;

  const start = (): Thread<Result> => {
    const worker = new Worker(program, { env: {} });
    const thread: Thread<Result> = { worker, waiting: new Map() };
    const lost = (cause?: unknown): void => {
      if (threads.includes(thread)) threads.splice(threads.indexOf(thread), 1);
      for (const { reject } of thread.waiting.values()) {
        reject(new HeadraceError("internal", "a thread has ended before its work", { cause }));
      }
      thread.waiting.clear();
    };
    worker.on("message", (reply: ThreadReply<Result>) => {
      const waiting = thread.waiting.get(reply.id);
      thread.waiting.delete(reply.id);
      if (thread.waiting.size === 0) worker.unref();
      if ("fault" in reply) waiting?.reject(Object.assign(new Error(reply.fault.message), reply.fault));
      else waiting?.resolve(reply.result);
    });
    worker.on("error", lost);
    worker.on("exit", () => lost());
    worker.unref();
    threads.push(thread);
    return thread;
  };

  return {
    async run(task) {
      if (closed) throw new HeadraceError("internal", "its threads are closed");
      const [least] = threads.toSorted((one, other) => one.waiting.size - other.waiting.size);
      const isFree = least !== undefined && (least.waiting.size === 0 || threads.length >= most);
      const thread = isFree ? least : start();
      asked += 1;
      const id = asked;
      const done = Promise.withResolvers<Result>();
      thread.waiting.set(id, done);
      thread.worker.ref();
      const message: ThreadTask<Task> = { id, task };
      thread.worker.postMessage(message);
      return await done.promise;
    },
    async close() {
      closed = true;
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}
