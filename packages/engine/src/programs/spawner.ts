import { spawn } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { HeadraceError } from "@headrace/pipeline";
import type { Launch, Launched, ProcessExit } from "./launch-program.ts";
import type { ProgramEnd, RunProgram } from "./run-program.ts";
import type { SpawnReply, SpawnRequest } from "./spawn-worker.ts";

/**
 * A small process that starts programs for this one. To start a program the runtime forks, which takes longer
 * the more memory a process has (1 ms at 50 MB, 3 ms at 100 MB, 18 ms at 300 MB), and nothing else is done meanwhile.
 *
 * It hears of this process by a channel and ends with it, however that ends.
 */
export interface Spawner {
  /** `failed` when it could not even be started, `lost` when it has ended since. */
  readonly state: "starting" | "ready" | "failed" | "lost";
  /** Resolves when it is no longer starting. */
  readonly started: Promise<void>;
  /** As `launchProgram`, for a launch with named pipes; call when it is ready. */
  launch(launch: Launch): Promise<Launched>;
  /** As `runProgram`; call when it is ready. */
  readonly run: RunProgram;
  close(): void;
}

/** What is created and forgotten fills no more than this: a fork copies the tables of all the pages that were ever used. */
const smallHeap = "--max-semi-space-size=1";

interface Waiting<Value> {
  resolve(value: Value): void;
  reject(error: Error): void;
}

export function startSpawner(): Spawner {
  let state: Spawner["state"] = "starting";
  let asked = 0;
  const starting = new Map<number, Waiting<Launched>>();
  const running = new Map<number, Waiting<ProcessExit>>();
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
  stayOnlyForPrograms();

  function hear(reply: SpawnReply): void {
    switch (reply.kind) {
      case "ready":
        state = "ready";
        tellStarted();
        break;
      case "started": {
        const exit = new Promise<ProcessExit>((resolve, reject) => running.set(reply.id, { resolve, reject }));
        // Whoever has the launch awaits it; until then its loss is not an unhandled one.
        exit.catch(() => undefined);
        starting.get(reply.id)?.resolve({ pid: reply.pid, exit, stdout: null, stderr: null });
        starting.delete(reply.id);
        break;
      }
      case "failed":
        (starting.get(reply.id) ?? ending.get(reply.id))?.reject(
          Object.assign(new Error(reply.message), { code: reply.code }),
        );
        starting.delete(reply.id);
        ending.delete(reply.id);
        break;
      case "exited":
        running.get(reply.id)?.resolve({ exitCode: reply.exitCode, signal: reply.signal });
        running.delete(reply.id);
        break;
      case "ended":
        ending.get(reply.id)?.resolve(reply.end);
        ending.delete(reply.id);
        break;
    }
    stayOnlyForPrograms();
  }

  /** What it was asked to start may run or not; either way nobody will hear of it. */
  function end(): void {
    state = state === "ready" || state === "lost" ? "lost" : "failed";
    tellStarted();
    const loss = new HeadraceError("infrastructure", "the process that starts programs was ended from outside", {
      mend: "see the system's log for who ended it (often the kernel, for want of memory), then run again",
    });
    for (const waiting of [...starting.values(), ...running.values(), ...ending.values()]) waiting.reject(loss);
    for (const each of [starting, running, ending]) each.clear();
  }

  /** The event loop goes on for a program, not for an idle spawner. */
  function stayOnlyForPrograms(): void {
    if (starting.size + running.size + ending.size > 0) child.channel?.ref();
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
      return new Promise((resolve, reject) => {
        starting.set(id, { resolve, reject });
        stayOnlyForPrograms();
        ask({ kind: "launch", id, launch });
      });
    },
    async run(run, signal) {
      const id = ++asked;
      const abort = (): void => ask({ kind: "abort", id });
      try {
        return await new Promise((resolve, reject) => {
          ending.set(id, { resolve, reject });
          stayOnlyForPrograms();
          ask({ kind: "run", id, run });
          if (signal?.aborted) abort();
          signal?.addEventListener("abort", abort, { once: true });
        });
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
    close() {
      if (child.connected) child.disconnect();
    },
  };
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
