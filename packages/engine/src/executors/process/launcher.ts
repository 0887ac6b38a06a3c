import { setImmediate as nextTurn } from "node:timers/promises";
import { type Launch, type Launched, launchProgram } from "./launch-program.ts";
import { type Spawner, startSpawner } from "./spawner.ts";

/** Starts programs, itself or by a spawner. */
export interface Launcher {
  /** Rejects with the system's error when the program cannot be started. */
  launch(launch: Launch): Promise<Launched>;
  close(): void;
}

/**
 * Who starts programs: a spawner once there are more than a few, since one stage does not pay for its start;
 * or a spawner always, which a process of long life and much memory does well to wait for.
 */
export type SpawnerUse = "severalPrograms" | "always";

const few = 2;

export function createLauncher(use: SpawnerUse): Launcher {
  let launches = 0;
  let spawner: Spawner | null = null;
  let turn = Promise.resolve();

  /** Elsewhere there is no fork to be saved: macOS has a call that starts a program at once. */
  function mayBeHandedOn(launch: Launch): boolean {
    launches += 1;
    return (use === "always" || launches > few) && launch.outputs !== null && process.platform === "linux";
  }

  /** So that between two of a thousand launches it is heard that the spawner is ready. */
  function oneATurn(): Promise<void> {
    turn = turn.then(() => nextTurn());
    return turn;
  }

  return {
    async launch(launch) {
      if (!mayBeHandedOn(launch)) return await launchProgram(launch);
      if (spawner === null || spawner.state === "lost") spawner = startSpawner();
      if (spawner.state === "starting") await (use === "always" ? spawner.started : oneATurn());
      return await (spawner.state === "ready" ? spawner.launch(launch) : launchProgram(launch));
    },
    close() {
      spawner?.close();
    },
  };
}
