import { setImmediate as nextTurn } from "node:timers/promises";
import { type ForkServer, hasForkServer, startForkServer } from "./fork-server.ts";
import { type Launch, type Launched, launchProgram } from "./launch-program.ts";
import type { ProgramStarter } from "./program-starter.ts";
import { type RunProgram, runProgram } from "./run-program.ts";
import { type Spawner, startSpawner } from "./spawner.ts";

/** Starts programs, itself or by a starter. */
export interface Launcher {
  /** Said before so many programs are launched: makes ready what pays for many. */
  expect(programs: number): void;
  /** Rejects with the system's error when the program cannot be started. */
  launch(launch: Launch): Promise<Launched>;
  /** Makes named pipes of mode 0600. Rejects where they cannot be made. */
  makePipes(paths: readonly string[]): Promise<void>;
  /** Runs a program to its end, by a spawner where one is ready: nothing waits for that. */
  readonly run: RunProgram;
  close(): void;
}

/**
 * Who starts programs: a starter where there are many or several run at once, when this process has more to do than to
 * wait for a fork; or a starter always, which a process of long life and much memory does well to wait for.
 */
export type StarterUse = "severalPrograms" | "always";

/** What a starter costs, in programs. */
interface StarterCost {
  /** Programs started beside others before there is one: fewer do not pay for its start. */
  readonly besideOthers: number;
  /** Programs that pay for it also one after another. */
  readonly inAll: number;
}

/** Its start takes 10 ms on another core, and saves 2 ms of each program. */
const forkServerCost: StarterCost = { besideOthers: 0, inAll: 5 };
/** Its start takes some 50 ms, and each program then 2 ms less. */
const spawnerCost: StarterCost = { besideOthers: 2, inAll: 25 };

/** Milliseconds in which named pipes are made by a program. */
const longest = 60_000;
/** Programs that are run to their end before a spawner is started for them. */
const few = 2;

/** @param options.forkServer whether a fork server starts what is launched; where there can be one, unless said. */
export function createLauncher(use: StarterUse, { forkServer = hasForkServer } = {}): Launcher {
  const cost = forkServer ? forkServerCost : spawnerCost;
  /** Only on Linux is there a fork to be saved: macOS has a call that starts a program at once. */
  const canSave = process.platform === "linux";
  let running = 0;
  let besideOthers = 0;
  let runs = 0;
  let server: ForkServer | null = null;
  let spawner: Spawner | null = null;
  let closed = false;
  let turn = Promise.resolve();

  function isForStarter(launch: Launch): boolean {
    if (launch.outputs === null || !canSave || closed) return false;
    if (use === "always" || server !== null || spawner !== null) return true;
    if (running > 0) besideOthers += 1;
    return running > 0 && besideOthers > cost.besideOthers;
  }

  function starterThere(): ProgramStarter {
    if (!forkServer || server?.state === "failed") return spawnerThere();
    if (server === null || server.state === "lost") server = startForkServer();
    return server;
  }

  function spawnerThere(): Spawner {
    if (spawner === null || spawner.state === "lost") spawner = startSpawner();
    return spawner;
  }

  async function launchByStarter(launch: Launch): Promise<Launched> {
    const starter = starterThere();
    if (starter.state === "starting") await (use === "always" || forkServer ? starter.started : oneATurn());
    return await (starter.state === "ready" ? starter.launch(launch) : launchProgram(launch));
  }

  /** So that between two of a thousand launches it is heard that the spawner is ready. */
  function oneATurn(): Promise<void> {
    turn = turn.then(() => nextTurn());
    return turn;
  }

  const run: RunProgram = async (request, signal) => {
    runs += 1;
    // Some are asked nothing more after their first questions, and start none.
    if (use === "always" && runs > few && canSave && !closed) spawnerThere();
    return await (spawner?.state === "ready" ? spawner.run(request, signal) : runProgram(request, signal));
  };

  function ended(): void {
    running -= 1;
  }

  return {
    expect(programs) {
      if ((use === "always" || programs >= cost.inAll) && canSave && !closed) starterThere();
    },
    async launch(launch) {
      const byStarter = isForStarter(launch);
      running += 1;
      try {
        const launched = await (byStarter ? launchByStarter(launch) : launchProgram(launch));
        launched.exit.then(ended, ended);
        return launched;
      } catch (error) {
        ended();
        throw error;
      }
    },
    async makePipes(paths) {
      if (server?.state === "starting") await server.started;
      await (server?.state === "ready" ? server.makePipes(paths) : makePipesByProgram(paths, run));
    },
    run,
    close() {
      // What comes late starts no other.
      closed = true;
      for (const starter of [server, spawner]) starter?.close();
      server = null;
      spawner = null;
    },
  };
}

async function makePipesByProgram(paths: readonly string[], run: RunProgram): Promise<void> {
  const { exitCode, complaint } = await run({
    program: "mkfifo",
    arguments: ["-m", "600", ...paths],
    environment: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
    input: "",
    timeout: longest,
    maxBytes: 0,
  });
  if (exitCode !== 0) throw new Error(complaint);
}
