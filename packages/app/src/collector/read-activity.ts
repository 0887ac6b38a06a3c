import { type ForgeRepositoriesTable, keptQuery, type QueryValues, type ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { isHistoryLeft } from "./estimate-history.ts";
import { olderTurn } from "./read-older.ts";

/** What looks at the repositories of a connection are planned by. */
export interface Activity {
  /** Repositories in which something runs, that were pushed to just now, or were looked at here. */
  readonly active: number;
  /** Runs that go on in them. */
  readonly running: number;
  /** All other repositories. */
  readonly resting: number;
  /** Repositories that lack older runs, can be read now, and had fewer turns than the one that was asked about. */
  readonly fewer: number;
  /** Whether any lacks older runs, also one that cannot be read now. */
  readonly isHistoryLeft: boolean;
}

/** A repository as the plan sees it. */
export type PlannedRow = Pick<
  ForgeRepositoriesTable,
  | "id"
  | "unfinished"
  | "active_at"
  | "changed_at"
  | "looked_at"
  | "read_at"
  | "history_page"
  | "history_read"
  | "problem"
>;

export interface ReadActivityOptions {
  readonly connectionId: string;
  readonly now: number;
  /** One of them as it is, or will be kept. */
  readonly asked: PlannedRow | undefined;
}

/** What was looked at here is looked at as what runs, for so long. */
const warmMs = 5 * 60_000;
/** And what was pushed to just now, until something new is seen: once more, since a run comes a moment after its push. */
const onceMoreMs = 45_000;
/** Runs of a repository whose stages a look reads at most. */
const mostRuns = 25;

export function isActive({ unfinished, ...at }: PlannedRow, now: number): boolean {
  const changedAt = at.changed_at ?? 0;
  return unfinished > 0 || (changedAt > now - onceMoreMs && changedAt >= (at.active_at ?? 0)) || isLookedAt(at, now);
}

/** Whether somebody looks at it here. */
export function isLookedAt({ looked_at: lookedAt }: Pick<PlannedRow, "looked_at">, now: number): boolean {
  return (lookedAt ?? 0) > now - warmMs;
}

/** The database adds up, in the same words as those above: with each look, all rows of a connection are many. */
const selectSums = keptQuery<SumValues, Sums>((tables, { of }) => {
  const changed = sql`changed_at > ${of("justNow")} AND (active_at IS NULL OR changed_at >= active_at)`;
  const runs = sql`unfinished > 0 OR (${changed}) OR looked_at > ${of("lately")}`;
  const going = sql`CASE WHEN unfinished > ${sql.lit(mostRuns)} THEN ${sql.lit(mostRuns)} ELSE unfinished END`;
  const lacks = sql`read_at IS NULL OR history_page IS NOT NULL`;
  return tables
    .selectFrom("forge_repositories")
    .select([
      sql<Sum>`SUM(CASE WHEN ${runs} THEN 1 END)`.as("active"),
      sql<Sum>`SUM(${going})`.as("running"),
      sql<Sum>`SUM(CASE WHEN ${runs} THEN 0 ELSE 1 END)`.as("resting"),
      sql<Sum>`SUM(CASE WHEN (${lacks}) AND problem IS NULL AND history_read < ${of("turnBegan")} THEN 1 END)`.as(
        "fewer",
      ),
      sql<Sum>`SUM(CASE WHEN ${lacks} THEN 1 END)`.as("lacking"),
    ])
    .where("connection_id", "=", of("connectionId"))
    .where("id", "<>", of("without"));
});

export async function readActivity(
  tables: ServerTables,
  { connectionId, now, asked }: ReadActivityOptions,
): Promise<Activity> {
  const [others] = await selectSums(tables, {
    connectionId,
    lately: now - warmMs,
    justNow: now - onceMoreMs,
    without: asked?.id ?? "",
    turnBegan: asked === undefined ? 0 : asked.history_read - (asked.history_read % olderTurn),
  });
  const isRunning = asked !== undefined && isActive(asked, now);
  const isLacking = asked !== undefined && isHistoryLeft(asked);
  return {
    active: Number(others?.active) + (isRunning ? 1 : 0),
    running: Number(others?.running) + Math.min(asked?.unfinished ?? 0, mostRuns),
    resting: Number(others?.resting) + (asked === undefined || isRunning ? 0 : 1),
    fewer: Number(others?.fewer),
    isHistoryLeft: isLacking || Number(others?.lacking) > 0,
  };
}

interface SumValues extends QueryValues {
  readonly connectionId: string;
  readonly lately: number;
  readonly justNow: number;
  readonly without: string;
  readonly turnBegan: number;
}

/** Null where no row is added up; PostgreSQL gives large numbers as text. */
type Sum = number | string | null;

type Sums = Readonly<Record<"active" | "running" | "resting" | "fewer" | "lacking", Sum>>;
