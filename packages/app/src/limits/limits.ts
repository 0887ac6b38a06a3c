import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";

/** Past it a count of days is no longer a time that a database can tell from another. */
const mostDays = 36_500;
const days = z.number().int().min(1).max(mostDays);
const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What an organization may use, and how long what it made is kept. Null: without limit. */
export const limits = z.object({
  logDays: days.nullable().describe("Days after its end for which the logs of an execution are kept"),
  artifactDays: days.nullable().describe("Days for which an artifact is kept at most; its own `expire` can be shorter"),
  artifactBytes: bytes.nullable().describe("Bytes of all artifacts together; the oldest go first"),
  cacheBytes: bytes.describe("Bytes of all caches together; the least recently used go first"),
  executionsKept: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .describe("Ended executions kept; the oldest go first"),
  concurrentExecutions: z.number().int().min(0).max(1_000_000).describe("Executions at once; the others wait"),
  stagesPerExecution: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .nullable()
    .describe("Stages of one execution at once; no more than the server lets any have, which is what holds without it"),
  executionMinutes: z
    .number()
    .int()
    .min(0)
    .max(1_000_000_000)
    .nullable()
    .describe("Minutes of executions in a calendar month (UTC); past it nothing new is started"),
});

export type Limits = z.infer<typeof limits>;

/** Where an organization has said nothing. */
export const defaultLimits: Limits = {
  logDays: 90,
  artifactDays: 90,
  artifactBytes: 50 * 1024 ** 3,
  cacheBytes: 5 * 1024 ** 3,
  executionsKept: 100_000,
  concurrentExecutions: 1000,
  stagesPerExecution: null,
  executionMinutes: null,
};

export async function readLimits(tables: ServerTables, organizationId: string): Promise<Limits> {
  const row = await tables
    .selectFrom("organization_limits")
    .select("settings")
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  return row === undefined ? defaultLimits : limitsOf(row.settings);
}

const kept = limits.partial();

/** What was kept before a limit was known of has its default. */
export function limitsOf(settings: string): Limits {
  return { ...defaultLimits, ...kept.parse(JSON.parse(settings)) };
}
