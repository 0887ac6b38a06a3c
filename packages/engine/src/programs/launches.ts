import { HeadraceError } from "@headrace/pipeline";
import type { Launched, ProcessExit } from "./launch-program.ts";

/** What a process that starts programs was asked to start, and what it has told of that. */
export interface Launches {
  /** Programs that are being started or run. */
  readonly size: number;
  /** `id` is the number by which the other process tells of it. */
  begin(id: number): Promise<Launched>;
  started(id: number, pid: number): void;
  failed(id: number, error: Error): void;
  exited(id: number, exit: ProcessExit): void;
  /** The other process has ended. What it was asked to start may run or not; nobody will hear of it. */
  lose(): void;
}

/** The two ends of a promise. */
export interface Waiting<Value> {
  resolve(value: Value): void;
  reject(error: Error): void;
}

export function createLaunches(): Launches {
  const starting = new Map<number, Waiting<Launched>>();
  const running = new Map<number, Waiting<ProcessExit>>();
  return {
    get size() {
      return starting.size + running.size;
    },
    begin(id) {
      return new Promise((resolve, reject) => starting.set(id, { resolve, reject }));
    },
    started(id, pid) {
      const exit = new Promise<ProcessExit>((resolve, reject) => running.set(id, { resolve, reject }));
      // Whoever has the launch awaits it; until then its loss is not an unhandled one.
      exit.catch(() => undefined);
      starting.get(id)?.resolve({ pid, exit, stdout: null, stderr: null });
      starting.delete(id);
    },
    failed(id, error) {
      starting.get(id)?.reject(error);
      starting.delete(id);
    },
    exited(id, exit) {
      running.get(id)?.resolve(exit);
      running.delete(id);
    },
    lose() {
      const loss = starterLost();
      for (const waiting of [...starting.values(), ...running.values()]) waiting.reject(loss);
      starting.clear();
      running.clear();
    },
  };
}

export function starterLost(): HeadraceError {
  return new HeadraceError("infrastructure", "the process that starts programs was ended from outside", {
    mend: "see the system's log for who ended it (often the kernel, for want of memory), then run again",
  });
}
