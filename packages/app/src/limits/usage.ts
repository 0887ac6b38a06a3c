import type { ServerTables } from "@headrace/store/server";
import { cachePrefix } from "../runs/scoped-catalog.ts";

/** Milliseconds of executions in the calendar month of `now` (UTC): those that run count up to now. */
export async function millisecondsThisMonth(
  tables: ServerTables,
  { organizationId, now }: { readonly organizationId: string; readonly now: number },
): Promise<number> {
  const begin = monthOf(now);
  const { total } = await tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select(({ fn, eb }) => [
      fn
        .coalesce(
          fn.sum<number>(
            eb(
              fn.coalesce("executions.finished_at", eb.val(now)),
              "-",
              eb
                .case()
                .when("executions.started_at", "<", begin)
                .then(eb.val(begin))
                .else(eb.ref("executions.started_at"))
                .end(),
            ),
          ),
          eb.val(0),
        )
        .as("total"),
    ])
    .where("execution_links.organization_id", "=", organizationId)
    .where("executions.started_at", "is not", null)
    .where(({ eb, or }) => or([eb("executions.finished_at", "is", null), eb("executions.finished_at", ">=", begin)]))
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
