import { appendFileSync } from "node:fs";
import { HeadraceError } from "@headrace/pipeline";
import type {
  OutputSink,
  OutputStream,
  StageRequest,
  StageSession,
  StepExit,
  StepRequest,
} from "../../ports/executor.ts";
import { type DummyCommand, parseDummyScript } from "./dummy-script.ts";

const shells: ReadonlySet<string> = new Set(["sh", "bash", "python", "node"]);
const chunkLength = 64 * 1024;

export function createDummySession(request: StageRequest, closed: () => void): StageSession {
  const timers = new Set<NodeJS.Timeout>();
  /** What background commands print goes to the step that runs. */
  let sink: OutputSink | null = null;
  let isClosed = false;

  function print(stream: OutputStream, text: string): void {
    sink?.write(stream, Buffer.from(text));
  }

  async function run(step: StepRequest): Promise<StepExit> {
    if (step.stop.aborted || step.kill.aborted) return { exitCode: null, outOfMemory: false };
    if (!shells.has(step.shell)) return neverRan(`shell "${step.shell}" was not found`);
    let ignoresTerm = false;

    for (const command of parseDummyScript(step.script)) {
      const due =
        command.kind === "onAttempt" ? (command.attempt === request.attempt ? command.command : null) : command;
      if (due === null) continue;
      if (due.kind === "ignoreTerm") ignoresTerm = true;
      const end = due.kind === "sleep" ? await sleep(step, due.milliseconds, ignoresTerm) : perform(due, step);
      if (end !== null) return end;
    }
    return exited(0);
  }

  /** How the step ends with this command; null when it goes on. */
  function perform(command: Exclude<DummyCommand, { kind: "sleep" }>, step: StepRequest): StepExit | null {
    switch (command.kind) {
      case "print":
        print(command.stream, `${command.text}\n`);
        return null;
      case "lines":
        printLines(command.count);
        return null;
      case "variable":
        print("stdout", `${step.environment[command.name] ?? ""}\n`);
        return null;
      case "append": {
        const file = step.environment[command.variable];
        if (file === undefined) return failed(`no variable ${command.variable}`, 1);
        appendFileSync(file, `${command.text}\n`);
        return null;
      }
      case "ignoreTerm":
        return null;
      case "background":
        timers.add(setInterval(() => print("stdout", `${command.text}\n`), command.milliseconds));
        return null;
      case "exit":
        return exited(command.code);
      case "signal":
        return { exitCode: null, signal: command.signal, outOfMemory: false };
      case "outOfMemory":
        return { exitCode: null, signal: "SIGKILL", outOfMemory: true };
      case "fault":
        throw new HeadraceError("infrastructure", command.message);
      case "onAttempt":
      case "unknown":
        return failed(`not a command: ${command.kind === "unknown" ? command.line : "on-attempt in on-attempt"}`, 127);
    }
  }

  function printLines(count: number): void {
    let chunk = "";
    for (let line = 1; line <= count; line += 1) {
      chunk += `line ${line}\n`;
      if (chunk.length < chunkLength && line < count) continue;
      print("stdout", chunk);
      chunk = "";
    }
  }

  function failed(message: string, code: number): StepExit {
    print("stderr", `dummy: ${message}\n`);
    return exited(code);
  }

  return {
    async run(step) {
      if (isClosed) throw new HeadraceError("internal", `step "${step.name}" was run in a closed session`);
      if (sink !== null) throw new HeadraceError("internal", `step "${step.name}" was run while another one runs`);
      sink = step.output;
      try {
        return await run(step);
      } finally {
        sink = null;
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      closed();
    },
  };
}

/** Null when the time has passed; else how the step was ended. */
function sleep(step: StepRequest, milliseconds: number, ignoresTerm: boolean): Promise<StepExit | null> {
  return new Promise((resolve) => {
    let grace: NodeJS.Timeout | undefined;
    const done = (end: StepExit | null): void => {
      clearTimeout(timer);
      clearTimeout(grace);
      step.stop.removeEventListener("abort", stopped);
      step.kill.removeEventListener("abort", killed);
      resolve(end);
    };
    const killed = (): void => done({ exitCode: null, signal: "SIGKILL", outOfMemory: false });
    const stopped = (): void => {
      if (ignoresTerm) grace = setTimeout(killed, step.gracePeriod);
      else done({ exitCode: null, signal: "SIGTERM", outOfMemory: false });
    };
    const timer = setTimeout(() => done(null), milliseconds);
    step.stop.addEventListener("abort", stopped, { once: true });
    step.kill.addEventListener("abort", killed, { once: true });
    // Stopped by what an earlier line printed.
    if (step.kill.aborted) killed();
    else if (step.stop.aborted) stopped();
  });
}

function exited(exitCode: number): StepExit {
  return { exitCode, outOfMemory: false };
}

function neverRan(notStarted: string): StepExit {
  return { exitCode: null, outOfMemory: false, notStarted };
}
