import type { ServerTables } from "@headrace/store/server";
import { defaultLimits, readLimits } from "../limits/limits.ts";
import type { AdmissionLimits } from "./admission.ts";

/** Executions at once where nobody said otherwise: of the server, and of each organization. */
export const defaultConcurrentExecutions = defaultLimits.concurrentExecutions;

export interface RunLimits extends AdmissionLimits {
  /** Bytes that all caches of an organization may take. */
  cacheBytes(organizationId: string): number;
  /** Reads an organization's limits again. */
  refresh(organizationId: string): Promise<void>;
}

export function createRunLimits(tables: ServerTables, server: number): RunLimits {
  const known = new Map<string, { readonly concurrentExecutions: number; readonly cacheBytes: number }>();
  const of = (organizationId: string) => known.get(organizationId) ?? defaultLimits;
  return {
    server,
    organization: (organizationId) => of(organizationId).concurrentExecutions,
    cacheBytes: (organizationId) => of(organizationId).cacheBytes,
    async refresh(organizationId) {
      const { concurrentExecutions, cacheBytes } = await readLimits(tables, organizationId);
      known.set(organizationId, { concurrentExecutions, cacheBytes });
    },
  };
}
