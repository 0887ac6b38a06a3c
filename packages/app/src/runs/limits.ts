import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";
import type { AdmissionLimits } from "./admission.ts";

/** Of those of an organization, what decides how many executions run. */
const settings = z.object({ concurrentExecutions: z.number().int().min(0).optional() });

/** Executions at once where nobody said otherwise: of the server, and of each organization. */
export const defaultConcurrentExecutions = 1000;

export interface RunLimits extends AdmissionLimits {
  /** Reads an organization's limits again. */
  refresh(organizationId: string): Promise<void>;
}

export function createRunLimits(tables: ServerTables, server: number): RunLimits {
  const known = new Map<string, number>();
  return {
    server,
    organization: (organizationId) => known.get(organizationId) ?? defaultConcurrentExecutions,
    async refresh(organizationId) {
      const row = await tables
        .selectFrom("organization_limits")
        .select("settings")
        .where("organization_id", "=", organizationId)
        .executeTakeFirst();
      const parsed = settings.safeParse(row === undefined ? {} : JSON.parse(row.settings));
      const limit = parsed.success ? parsed.data.concurrentExecutions : undefined;
      if (limit === undefined) known.delete(organizationId);
      else known.set(organizationId, limit);
    },
  };
}
