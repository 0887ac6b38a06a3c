import type { ProcessEntry } from "./process-table.ts";

export type ProcessReference = Pick<ProcessEntry, "pid" | "startTime">;

/** The processes of a stage, however they are told from others. */
export interface ProcessFinder {
  /** Those alive now. */
  find(): Promise<readonly ProcessReference[]>;
  /** A faster way to SIGKILL them all, where the system has one; `find` is asked again afterwards. */
  killAll?(): void;
}
