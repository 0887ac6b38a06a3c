import { type ForgeRepositoriesTable, keptQuery, type QueryValues, type ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { isHistoryLeft } from "./estimate-history.ts";
import { olderTurn } from "./read-older.ts";

/** What looks at the repositories of a connection are planned by. */
export interface Activity {
  /** Requests of one look at each repository in which something runs, that ran lately or was looked at here. */
  readonly active: number;
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
  "id" | "unfinished" | "active_at" | "looked_at" | "read_at" | "history_page" | "history_read" | "problem"
>;

export interface ReadActivityOptions {
  readonly connectionId: string;
  readonly now: number;
  /** One of them as it is, or will be kept. */
  readonly asked: PlannedRow | undefined;
}

/** What ran lately, or was looked at here, is looked at as what runs, for so long. */
const warmMs = 5 * 60_000;
/** Runs of a repository whose stages a look reads at most. */
const mostRuns = 25;

/** Also what ran lately: it is planned as what it is looked at as, or the hour would be spent in minutes. */
export function isActive({ unfinished, active_at: ranAt, looked_at: lookedAt }: PlannedRow, now: number): boolean {
  return unfinished > 0 || Math.max(ranAt ?? 0, lookedAt ?? 0) > now - warmMs;
}

/** Requests of a look: the list of its runs, and the stages of each that has not ended. */
function costOf({ unfinished }: PlannedRow): number {
  return 1 + Math.min(unfinished, mostRuns);
}

/** The database adds up, in the same words as those above: with each look, all rows of a connection are many. */
const selectSums = keptQuery<SumValues, Sums>((tables, { of }) => {
  const runs = sql`unfinished > 0 OR active_at > ${of("since")} OR looked_at > ${of("since")}`;
  const cost = sql`1 + CASE WHEN unfinished > ${sql.lit(mostRuns)} THEN ${sql.lit(mostRuns)} ELSE unfinished END`;
  const lacks = sql`read_at IS NULL OR history_page IS NOT NULL`;
  return tables
    .selectFrom("forge_repositories")
    .select([
      sql<Sum>`SUM(CASE WHEN ${runs} THEN ${cost} END)`.as("active"),
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
    since: now - warmMs,
    without: asked?.id ?? "",
    turnBegan: asked === undefined ? 0 : asked.history_read - (asked.history_read % olderTurn),
  });
  const isRunning = asked !== undefined && isActive(asked, now);
  const isLacking = asked !== undefined && isHistoryLeft(asked);
  return {
    active: Number(others?.active) + (isRunning ? costOf(asked) : 0),
    resting: Number(others?.resting) + (asked === undefined || isRunning ? 0 : 1),
    fewer: Number(others?.fewer),
    isHistoryLeft: isLacking || Number(others?.lacking) > 0,
  };
}

interface SumValues extends QueryValues {
  readonly connectionId: string;
  readonly since: number;
  readonly without: string;
  readonly turnBegan: number;
}

/** Null where no row is added up; PostgreSQL gives large numbers as text. */
type Sum = number | string | null;

type Sums = Readonly<Record<"active" | "resting" | "fewer" | "lacking", Sum>>;
