import { readdirSync, readFileSync } from "node:fs";

/** Ids of living processes that carry an execution's mark; Linux only. */
export function markedProcesses(executionId: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`HEADRACE_EXECUTION_MARK=${executionId}`);
      } catch {
        return false;
      }
    });
}
