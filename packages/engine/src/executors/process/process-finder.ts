import { listProcesses, type ProcessEntry } from "./process-table.ts";

export type ProcessReference = Pick<ProcessEntry, "pid" | "startTime">;

/** The processes of a stage, however they are told from others. */
export interface ProcessFinder {
  /** Those alive now. */
  find(): Promise<readonly ProcessReference[]>;
}

/** Gives everybody who asks a list made after they asked; those who ask at the same time share one. */
export interface ProcessScanner {
  scan(): Promise<readonly ProcessEntry[]>;
}

export function createProcessScanner(): ProcessScanner {
  let running: Promise<readonly ProcessEntry[]> | null = null;
  let next: Promise<readonly ProcessEntry[]> | null = null;

  function start(): Promise<readonly ProcessEntry[]> {
    const scan = listProcesses().finally(() => {
      if (running === scan) running = null;
    });
    running = scan;
    return scan;
  }

  return {
    scan() {
      if (running === null) return start();
      next ??= running
        .catch(() => [])
        .then(() => {
          next = null;
          return start();
        });
      return next;
    },
  };
}

/** Finds a stage's processes by its mark and by the sessions that its shells lead. */
export interface MarkedProcesses extends ProcessFinder {
  shellStarted(pid: number): void;
  shellExited(pid: number): void;
}

export function createMarkedProcesses(token: string, scanner: ProcessScanner): MarkedProcesses {
  const running = new Set<number>();
  /** Sessions whose shell has exited and in which others may live on. */
  const orphaned = new Set<number>();

  return {
    shellStarted(pid) {
      running.add(pid);
    },
    shellExited(pid) {
      running.delete(pid);
      orphaned.add(pid);
    },
    async find() {
      const entries = await scanner.scan();
      for (const entry of entries) {
        // An id is not given again while a session or group bears it: if a process has it, ours is gone.
        if (orphaned.has(entry.pid)) orphaned.delete(entry.pid);
      }
      const isOurs = (entry: ProcessEntry): boolean =>
        entry.tokens.includes(token) || leaders(entry).some((id) => running.has(id) || orphaned.has(id));
      const found = entries.filter(isOurs);
      const inUse = new Set(found.flatMap(leaders));
      for (const id of orphaned) if (!inUse.has(id)) orphaned.delete(id);
      return found.filter((entry) => entry.pid !== process.pid);
    },
  };
}

function leaders(entry: ProcessEntry): readonly number[] {
  return [entry.session, entry.processGroup];
}

