import { setImmediate as nextTurn } from "node:timers/promises";
import { type Launch, type Launched, launchProgram } from "./launch-program.ts";
import { type RunProgram, runProgram } from "./run-program.ts";
import { type Spawner, startSpawner } from "./spawner.ts";

/** Starts programs, itself or by a spawner. */
export interface Launcher {
  /** Said before so many programs are launched: makes ready what pays for many. */
  expect(programs: number): void;
  /** Rejects with the system's error when the program cannot be started. */
  launch(launch: Launch): Promise<Launched>;
  /** Runs a program to its end, by a spawner where one is ready: nothing waits for that. */
  readonly run: RunProgram;
  close(): void;
}

/**
 * Who starts programs: a spawner where there are many or several run at once, when this process has more to do than to
 * wait for a fork; or a spawner always, which a process of long life and much memory does well to wait for.
 */
export type SpawnerUse = "severalPrograms" | "always";

/** Programs started beside others before a spawner is: fewer do not pay for its start. */
const few = 2;
/** Programs that pay for it also one after another: its start takes some 50 ms, and each program then 2 ms less. */
const many = 25;

export function createLauncher(use: SpawnerUse): Launcher {
  let running = 0;
  let besideOthers = 0;
  let runs = 0;
  let spawner: Spawner | null = null;
  let closed = false;
  let turn = Promise.resolve();

  /** Only on Linux is there a fork to be saved: macOS has a call that starts a program at once. */
  function isForSpawner(launch: Launch): boolean {
    if (launch.outputs === null || process.platform !== "linux" || closed) return false;
    if (use === "always" || spawner !== null) return true;
    if (running > 0) besideOthers += 1;
    return running > 0 && besideOthers > few;
  }

  async function launchBySpawner(launch: Launch): Promise<Launched> {
    if (spawner === null || spawner.state === "lost") spawner = startSpawner();
    if (spawner.state === "starting") await (use === "always" ? spawner.started : oneATurn());
    return await (spawner.state === "ready" ? spawner.launch(launch) : launchProgram(launch));
  }

  /** So that between two of a thousand launches it is heard that the spawner is ready. */
  function oneATurn(): Promise<void> {
    turn = turn.then(() => nextTurn());
    return turn;
  }

  function ended(): void {
    running -= 1;
  }

  return {
    expect(programs) {
      if ((use === "always" || programs >= many) && process.platform === "linux") spawner ??= startSpawner();
    },
    async launch(launch) {
      const bySpawner = isForSpawner(launch);
      running += 1;
      try {
        const launched = await (bySpawner ? launchBySpawner(launch) : launchProgram(launch));
        launched.exit.then(ended, ended);
        return launched;
      } catch (error) {
        ended();
        throw error;
      }
    },
    async run(run, signal) {
      runs += 1;
      // Some are asked nothing more after their first questions, and start none.
      if (use === "always" && runs > few && process.platform === "linux" && !closed) {
        if (spawner === null || spawner.state === "lost") spawner = startSpawner();
      }
      return await (spawner?.state === "ready" ? spawner.run(run, signal) : runProgram(run, signal));
    },
    close() {
      // What comes late starts no other.
      closed = true;
      spawner?.close();
      spawner = null;
    },
  };
}
