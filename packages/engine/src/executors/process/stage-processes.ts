import type { ProcessFinder } from "./process-finder.ts";

/** Finds a stage's processes, given which shells were started for its steps. */
export interface StageProcesses extends ProcessFinder {
  shellStarted(pid: number): void;
  /** `alone`: nobody is known to be left in its process group, though others of its session may be. */
  shellExited(pid: number, alone: boolean): void;
}
