import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import type { Launch, ProcessExit } from "./launch-program.ts";
import { createLaunches, starterLost, type Waiting } from "./launches.ts";
import type { ProgramStarter } from "./program-starter.ts";

/** Where systems have it: not what a project or a person may have put first in PATH. */
const interpreter = ["/usr/bin/perl", "/usr/local/bin/perl"].find((path) => existsSync(path));

/** Whether this system has what a fork server is run by. */
export const hasForkServer = process.platform === "linux" && interpreter !== undefined;

/** A starter that also makes named pipes, which the runtime cannot. */
export interface ForkServer extends ProgramStarter {
  /** Of mode 0600. Rejects with the system's error; call when it is ready. */
  makePipes(paths: readonly string[]): Promise<void>;
}

/**
 * It takes 6 MB, and a program is started from it in a quarter of the time that a small Node.js takes. How it is spoken to
 * stands in `fork-server.pl`. Only where `hasForkServer`.
 */
export function startForkServer(): ForkServer {
  let state: ProgramStarter["state"] = "starting";
  let closed = false;
  let asked = 0;
  let rest = "";
  const launches = createLaunches();
  const making = new Map<number, Waiting<void>>();
  const { promise: started, resolve: tellStarted } = Promise.withResolvers<void>();

  const script = fileURLToPath(new URL("./fork-server.pl", import.meta.url));
  // Nothing of ours: it has secrets to pass on and none to hold.
  const child = spawn(interpreter ?? "perl", [script], { env: {}, cwd: "/", stdio: ["pipe", "pipe", "ignore"] });
  const { stdin, stdout } = child;
  child.on("error", end);
  stdin.on("error", end);
  stdout.on("close", end);
  stdout.setEncoding("latin1");
  stdout.on("data", hear);
  child.unref();
  if (stdin instanceof Socket) stdin.unref();
  stayWhileAwaited();

  function hear(text: string): void {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [what = "", ...numbers] = line.split(" ");
      hearOne(what, numbers.map(Number));
    }
    stayWhileAwaited();
  }

  function hearOne(what: string, [id = 0, first = 0, second = 0, third = 1]: readonly number[]): void {
    switch (what) {
      case "ready":
        state = "ready";
        tellStarted();
        break;
      case "started":
        launches.started(id, first);
        break;
      case "failed":
        launches.failed(id, systemError(first));
        making.get(id)?.reject(systemError(first));
        making.delete(id);
        break;
      case "made":
        making.get(id)?.resolve();
        making.delete(id);
        break;
      case "exited":
        launches.exited(id, { ...toExit(first, second), groupIsEmpty: third === 0 });
        break;
    }
  }

  function end(): void {
    state = state === "ready" || state === "lost" ? "lost" : "failed";
    tellStarted();
    launches.lose();
    for (const waiting of making.values()) waiting.reject(starterLost());
    making.clear();
  }

  /** The event loop goes on for a program, or for who waits until there is a starter, not for an idle one. */
  function stayWhileAwaited(): void {
    if (!(stdout instanceof Socket)) return;
    if ((state === "starting" && !closed) || launches.size + making.size > 0) stdout.ref();
    else stdout.unref();
  }

  function ask(kind: "launch" | "pipes", id: number, strings: readonly string[]): void {
    stayWhileAwaited();
    stdin.write(toRequest([kind, String(id), ...strings]));
  }

  return {
    get state() {
      return state;
    },
    started,
    launch(launch) {
      const strings = toStrings(launch);
      const id = ++asked;
      const launched = launches.begin(id);
      ask("launch", id, strings);
      return launched;
    },
    makePipes(paths) {
      const id = ++asked;
      return new Promise((resolve, reject) => {
        making.set(id, { resolve, reject });
        ask("pipes", id, paths);
      });
    },
    close() {
      closed = true;
      stayWhileAwaited();
      stdin.end();
    },
  };
}

function toStrings(launch: Launch): readonly string[] {
  const { standardInput, outputs, as: identity, groups = [] } = launch;
  const strings = [
    launch.program,
    launch.workingDirectory,
    standardInput ?? "",
    outputs?.stdout ?? "",
    outputs?.stderr ?? "",
    identity === undefined ? "" : String(identity.uid),
    identity === undefined ? "" : String(identity.gid),
    String(launch.arguments.length),
    ...launch.arguments,
    String(groups.length),
    ...groups,
    ...Object.entries(launch.environment).flat(),
  ];
  // The system's strings end at one, so that a program would be started with half of what was meant.
  if (strings.some((text) => text.includes("\0"))) {
    throw Object.assign(new TypeError("a zero byte cannot be passed on"), { code: "ERR_INVALID_ARG_VALUE" });
  }
  return strings;
}

function toRequest(strings: readonly string[]): Buffer {
  const text = strings.join("\0");
  const length = Buffer.byteLength(text);
  const request = Buffer.allocUnsafe(4 + length);
  request.writeUInt32BE(length);
  request.write(text, 4);
  return request;
}

function toExit(exitCode: number, signal: number): ProcessExit {
  if (signal === 0) return { exitCode, signal: null };
  return { exitCode: null, signal: nameOf(constants.signals, signal) ?? "SIGKILL" };
}

function systemError(errno: number): Error {
  const code = nameOf(constants.errno, errno) ?? `errno ${errno}`;
  return Object.assign(new Error(`the program could not be started: ${code}`), { code });
}

function nameOf<Name extends string>(numbers: Readonly<Record<Name, number>>, number: number): Name | undefined {
  const names: readonly string[] = Object.keys(numbers);
  return names.find((name): name is Name => name in numbers && Reflect.get(numbers, name) === number);
}
