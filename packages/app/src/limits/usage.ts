import type { ServerTables } from "@headrace/store/server";
import { isNative } from "../runs/native.ts";
import { cachePrefix } from "../runs/scoped-catalog.ts";

/**
 * Milliseconds for which stages ran in the calendar month of `now` (UTC), those that run up to now: waiting, for people,
 * for slots or between two attempts, costs nothing. Stages that run at once count each. Of one that ran over the turn of
 * the month, what of it can have been in this one.
 */
export async function millisecondsThisMonth(
  tables: ServerTables,
  { organizationId, now }: { readonly organizationId: string; readonly now: number },
): Promise<number> {
  const begin = monthOf(now);
  const { total } = await tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .innerJoin("stage_executions as stages", "stages.execution_id", "executions.id")
    .select(({ fn, eb, and }) => {
      const soFar = eb("stages.ran_ms", "+", eb(eb.val(now), "-", eb.ref("stages.started_at")));
      const since = eb(fn.coalesce("stages.finished_at", eb.val(now)), "-", eb.val(begin));
      const isRunning = and([
        eb("stages.started_at", "is not", null),
        eb("stages.finished_at", "is", null),
        eb("stages.next_attempt_at", "is", null),
      ]);
      const ran = eb.case().when(isRunning).then(soFar).else(eb.ref("stages.ran_ms")).end();
      return [
        fn.coalesce(fn.sum<number>(eb.case().when(ran, ">", since).then(since).else(ran).end()), eb.val(0)).as("total"),
      ];
    })
    .where("execution_links.organization_id", "=", organizationId)
    .where(isNative())
    .where("executions.started_at", "is not", null)
    .where(({ eb, or }) => or([eb("executions.finished_at", "is", null), eb("executions.finished_at", ">=", begin)]))
    .where(({ eb, or }) => or([eb("stages.finished_at", "is", null), eb("stages.finished_at", ">=", begin)]))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Bytes of the artifacts of an organization, and how many there are. */
export async function artifactsInUse(
  tables: ServerTables,
  organizationId: string,
): Promise<{ readonly count: number; readonly bytes: number }> {
  const row = await tables
    .selectFrom("artifacts")
    .innerJoin("execution_links", "execution_links.execution_id", "artifacts.execution_id")
    .select(({ fn, eb }) => [
      fn.countAll<number>().as("count"),
      fn.coalesce(fn.sum<number>("artifacts.size"), eb.val(0)).as("bytes"),
    ])
    .where("execution_links.organization_id", "=", organizationId)
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), bytes: Number(row.bytes) };
}

export async function cachesInUse(
  tables: ServerTables,
  organizationId: string,
): Promise<{ readonly count: number; readonly bytes: number }> {
  const prefix = cachePrefix(organizationId);
  const row = await tables
    .selectFrom("cache_entries")
    .select(({ fn, eb }) => [
      fn.countAll<number>().as("count"),
      fn.coalesce(fn.sum<number>("size"), eb.val(0)).as("bytes"),
    ])
    .where(({ eb, fn }) => eb(fn("substr", ["scope", eb.val(1), eb.val(prefix.length)]), "=", prefix))
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), bytes: Number(row.bytes) };
}

function monthOf(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
