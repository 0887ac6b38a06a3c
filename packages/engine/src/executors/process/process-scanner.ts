import { listProcesses, ofThisUser, type ProcessEntry } from "./process-table.ts";

/** Gives everybody who asks a list made after they asked; those who ask at the same time share one. */
export interface ProcessScanner {
  scan(): Promise<readonly ProcessEntry[]>;
}

/** @param of whose processes, by user id; this user's unless said. */
export function createProcessScanner(of: (user: number) => boolean = ofThisUser): ProcessScanner {
  let running: Promise<readonly ProcessEntry[]> | null = null;
  let next: Promise<readonly ProcessEntry[]> | null = null;

  function start(): Promise<readonly ProcessEntry[]> {
    const scan = listProcesses({ of }).finally(() => {
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
