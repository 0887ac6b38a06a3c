import { parentPort } from "node:worker_threads";
import type { ThreadReply, ThreadTask } from "./create-threads.ts";

/** What the program of a thread does with each task, one after another. */
export function answerTasks<Task, Result>(perform: (task: Task) => Result): void {
  const port = parentPort;
  if (port === null) throw new Error("this is a thread's program");
  port.on("message", ({ id, task }: ThreadTask<Task>) => {
    let reply: ThreadReply<Result>;
    try {
      reply = { id, result: perform(task) };
    } catch (error) {
      reply = { id, fault: faultOf(error) };
    }
    port.postMessage(reply);
  });
}

/** What survives the way to another thread. */
function faultOf(error: unknown): Extract<ThreadReply<never>, { fault: unknown }>["fault"] {
  const message = error instanceof Error ? error.message : String(error);
  return { message, ...textOf(error, "code"), ...textOf(error, "syscall") };
}

function textOf<Name extends string>(error: unknown, name: Name): { readonly [Key in Name]?: string } {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === "string" ? ({ [name]: value } as { [Key in Name]: string }) : {};
}
