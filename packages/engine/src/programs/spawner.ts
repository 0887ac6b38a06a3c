import { spawn } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { createLaunches, starterLost, type Waiting } from "./launches.ts";
import type { ProgramStarter } from "./program-starter.ts";
import type { ProgramEnd, RunProgram } from "./run-program.ts";
import type { SpawnReply, SpawnRequest } from "./spawn-worker.ts";

/** A starter that also runs programs to their end: a Node.js with little memory. */
export interface Spawner extends ProgramStarter {
  /** As `runProgram`; call when it is ready. */
  readonly run: RunProgram;
}

/** What is created and forgotten fills no more than this: a fork copies the tables of all the pages that were ever used. */
const smallHeap = "--max-semi-space-size=1";

export function startSpawner(): Spawner {
  let state: Spawner["state"] = "starting";
  let closed = false;
  const launches = createLaunches();
  let asked = 0;
  const ending = new Map<number, Waiting<ProgramEnd>>();
  const { promise: started, resolve: tellStarted } = Promise.withResolvers<void>();

  const child = spawn(process.execPath, [smallHeap, workerPath()], {
    // Nothing of ours but where compiled code is kept: it has secrets to pass on and none to hold.
    env: compileCache(),
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    // What programs print goes through it as the bytes that it is.
    serialization: "advanced",
  });
  child.on("error", end);
  child.on("disconnect", end);
  child.on("message", (message) => {
    if (isReply(message)) hear(message);
  });
  child.unref();
  stayWhileAwaited();

  function hear(reply: SpawnReply): void {
    switch (reply.kind) {
      case "ready":
        state = "ready";
        tellStarted();
        break;
      case "started":
        launches.started(reply.id, reply.pid);
        break;
      case "failed":
        launches.failed(reply.id, toError(reply));
        ending.get(reply.id)?.reject(toError(reply));
        ending.delete(reply.id);
        break;
      case "exited":
        launches.exited(reply.id, { exitCode: reply.exitCode, signal: reply.signal });
        break;
      case "ended":
        ending.get(reply.id)?.resolve(reply.end);
        ending.delete(reply.id);
        break;
    }
    stayWhileAwaited();
  }

  /** What it was asked to start may run or not; either way nobody will hear of it. */
  function end(): void {
    state = state === "ready" || state === "lost" ? "lost" : "failed";
    tellStarted();
    launches.lose();
    for (const waiting of ending.values()) waiting.reject(starterLost());
    ending.clear();
  }

  /** The event loop goes on for a program, or for who waits until there is a starter, not for an idle one. */
  function stayWhileAwaited(): void {
    if ((state === "starting" && !closed) || launches.size + ending.size > 0) child.channel?.ref();
    else child.channel?.unref();
  }

  function ask(request: SpawnRequest): void {
    child.send(request, (error) => {
      if (error !== null) end();
    });
  }

  return {
    get state() {
      return state;
    },
    started,
    launch(launch) {
      const id = ++asked;
      const launched = launches.begin(id);
      stayWhileAwaited();
      ask({ kind: "launch", id, launch });
      return launched;
    },
    async run(run, signal) {
      const id = ++asked;
      const abort = (): void => ask({ kind: "abort", id });
      try {
        return await new Promise((resolve, reject) => {
          ending.set(id, { resolve, reject });
          stayWhileAwaited();
          ask({ kind: "run", id, run });
          if (signal?.aborted) abort();
          signal?.addEventListener("abort", abort, { once: true });
        });
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
    close() {
      closed = true;
      stayWhileAwaited();
      if (child.connected) child.disconnect();
    },
  };
}

function toError({ message, code }: Extract<SpawnReply, { readonly kind: "failed" }>): Error {
  return Object.assign(new Error(message), { code });
}

function isReply(message: unknown): message is SpawnReply {
  return typeof message === "object" && message !== null && "kind" in message;
}

/** The same ending as this file: TypeScript here, JavaScript once packed. */
function workerPath(): string {
  return fileURLToPath(new URL(`./spawn-worker${extname(import.meta.url)}`, import.meta.url));
}

/** Without it the worker's types would be stripped at each start, which takes longer than all the rest. */
function compileCache(): Record<string, string> {
  const directory = getCompileCacheDir();
  // The parent of the one for this version of Node.
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: dirname(directory) };
}
