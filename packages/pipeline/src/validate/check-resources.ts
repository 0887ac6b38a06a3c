import type { Stage } from "../model/stage.ts";
import { formatSize } from "../values/index.ts";
import type { Report } from "./finding.ts";

/** What the executor has in all. */
export interface AvailableResources {
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
}

export function checkResources(stage: Stage, available: AvailableResources, report: Report): void {
  const { cpu, memory } = stage.resources ?? {};
  const path = ["stages", stage.id, "resources"];
  const mend = "Ask for less, or use an executor that has more.";
  if (cpu !== undefined && available.cpu !== undefined && cpu > available.cpu) {
    const message = `The stage "${stage.id}" asks for ${cpu} cores; the executor has ${available.cpu}.`;
    report({ code: "resources-exceeded", path: [...path, "cpu"], message, mend });
  }
  if (memory !== undefined && available.memory !== undefined && memory > available.memory) {
    const message = `The stage "${stage.id}" asks for ${formatSize(memory)} of memory; the executor has ${formatSize(available.memory)}.`;
    report({ code: "resources-exceeded", path: [...path, "memory"], message, mend });
  }
}
