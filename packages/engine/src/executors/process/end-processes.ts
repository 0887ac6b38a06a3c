import { HeadraceError } from "@headrace/pipeline";
import type { ProcessFinder, ProcessReference } from "./process-finder.ts";
import { isAlive } from "./process-table.ts";

export interface EndOptions {
  /** Milliseconds between SIGTERM and SIGKILL; 0 sends no SIGTERM. */
  readonly gracePeriod: number;
  /** Aborted to end the grace at once. */
  readonly hurry?: AbortSignal;
}

/** Milliseconds after SIGKILL in which the kernel must have ended a process. */
const killPatience = 5_000;
const firstLook = 2;
const longestPause = 50;
const lookAgain = 250;

/**
 * Ends all processes that the finder finds, and those they start meanwhile: SIGTERM, grace, SIGKILL.
 * Returns how many there were. Throws `infrastructure` when some cannot be ended (a process that
 * waits for a dead disk in the kernel).
 */
export async function endProcesses(finder: ProcessFinder, options: EndOptions): Promise<number> {
  const seen = new Set<number>();
  let alive = await find();

  if (alive.length > 0 && options.gracePeriod > 0) {
    const asked = new Set<number>();
    const deadline = performance.now() + options.gracePeriod;
    while (alive.length > 0 && performance.now() < deadline && options.hurry?.aborted !== true) {
      for (const { pid } of alive) {
        if (asked.has(pid)) continue;
        asked.add(pid);
        send(pid, "SIGTERM");
        // A stopped process acts on SIGTERM only once it goes on.
        send(pid, "SIGCONT");
      }
      // Looked for again meanwhile: what was started since must hear of it while there is time.
      await waitUntilGone(alive, Math.min(deadline, performance.now() + lookAgain), options.hurry);
      alive = await find();
    }
  }

  const deadline = performance.now() + killPatience;
  while (alive.length > 0) {
    if (performance.now() > deadline) {
      const pids = alive.map(({ pid }) => pid).join(", ");
      throw new HeadraceError("infrastructure", `processes ${pids} did not end after SIGKILL`, {
        mend: "see what they wait for (ps -o pid,stat,wchan,args), end them by hand, then run again",
      });
    }
    finder.killAll?.();
    for (const { pid } of alive) send(pid, "SIGKILL");
    await waitUntilGone(alive, Math.min(deadline, performance.now() + lookAgain));
    alive = await find();
  }
  return seen.size;

  async function find(): Promise<readonly ProcessReference[]> {
    const found = await finder.find();
    for (const { pid } of found) seen.add(pid);
    return found;
  }
}

async function waitUntilGone(
  processes: readonly ProcessReference[],
  deadline: number,
  hurry?: AbortSignal,
): Promise<void> {
  let pause = firstLook;
  let alive = processes;
  while (alive.length > 0 && hurry?.aborted !== true) {
    const left = deadline - performance.now();
    if (left <= 0) return;
    await pauseFor(Math.min(pause, left), hurry);
    pause = Math.min(pause * 2, longestPause);
    alive = alive.filter(isAlive);
  }
}

function pauseFor(milliseconds: number, hurry?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      hurry?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    hurry?.addEventListener("abort", done, { once: true });
  });
}

/** A process that is gone, or was never ours to signal, is no error here. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it has ended meanwhile. EPERM: it changed its user; the deadline reports it.
  }
}
