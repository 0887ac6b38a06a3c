import type { ServerTables } from "@headrace/store/server";
import { defaultLimits, type Limits, readLimits } from "../../limits/limits.ts";
import type { AdmissionLimits } from "./admission.ts";

/** What the server lets all organizations have together, or any of them. */
export interface ServerLimits {
  /** Executions at once; 1,000 unless said. */
  readonly concurrentExecutions?: number;
  /** Stages of one execution at once; 20 unless said. */
  readonly stagesPerExecution?: number;
}

const defaultStagesPerExecution = 20;

export interface RunLimits extends AdmissionLimits {
  /** Bytes that all caches of an organization may take. */
  cacheBytes(organizationId: string): number;
  /** Stages of one execution at once. */
  stagesPerExecution(organizationId: string): number;
  /** Reads an organization's limits again. */
  refresh(organizationId: string): Promise<void>;
}

export function createRunLimits(tables: ServerTables, server: ServerLimits): RunLimits {
  const known = new Map<string, Limits>();
  const of = (organizationId: string): Limits => known.get(organizationId) ?? defaultLimits;
  const mostStages = server.stagesPerExecution ?? defaultStagesPerExecution;
  return {
    server: server.concurrentExecutions ?? defaultLimits.concurrentExecutions,
    organization: (organizationId) => of(organizationId).concurrentExecutions,
    cacheBytes: (organizationId) => of(organizationId).cacheBytes,
    stagesPerExecution: (organizationId) => Math.min(mostStages, of(organizationId).stagesPerExecution ?? mostStages),
    async refresh(organizationId) {
      known.set(organizationId, await readLimits(tables, organizationId));
    },
  };
}
