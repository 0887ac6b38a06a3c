import type { OutputStream, StageSession, StepExit } from "../../src/ports/executor.ts";

export interface StepSettings {
  readonly session: StageSession;
  readonly script: string;
  readonly shell: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** 2 s unless said. */
  readonly gracePeriod: number;
  /** Stopped from the beginning. */
  readonly stopped: boolean;
}

export interface StartedStep {
  readonly exit: Promise<StepExit>;
  text(stream: OutputStream): string;
  /** Resolves when a stream has held this text; rejects when the step ends without. */
  printed(text: string): Promise<void>;
  stop(): void;
  kill(): void;
}

/** Starts a step and gathers what it prints. */
export function startStep(
  session: StageSession,
  settings: Partial<StepSettings> & Pick<StepSettings, "script" | "shell" | "workingDirectory" | "environment">,
): StartedStep {
  const chunks: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] };
  const listeners = new Set<() => void>();
  const stop = new AbortController();
  const kill = new AbortController();
  if (settings.stopped === true) stop.abort();

  const text = (stream: OutputStream): string => Buffer.concat(chunks[stream]).toString();
  const exit = session.run({
    name: "step",
    script: settings.script,
    shell: settings.shell,
    workingDirectory: settings.workingDirectory,
    environment: settings.environment,
    gracePeriod: settings.gracePeriod ?? 2_000,
    stop: stop.signal,
    kill: kill.signal,
    output: {
      write(stream, chunk) {
        chunks[stream].push(chunk);
        for (const listener of listeners) listener();
      },
    },
  });
  // Awaited by whoever asks; a step given up by a failed test is not an unhandled rejection.
  exit.catch(() => undefined);

  return {
    exit,
    text,
    async printed(expected) {
      const arrived = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!text("stdout").includes(expected) && !text("stderr").includes(expected)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
      const ended = exit.then((end) => {
        throw new Error(`the step ended (${JSON.stringify(end)}) without printing ${expected}: ${text("stderr")}`);
      });
      await Promise.race([arrived, ended]);
      ended.catch(() => undefined);
    },
    stop: () => stop.abort(),
    kill: () => kill.abort(),
  };
}
