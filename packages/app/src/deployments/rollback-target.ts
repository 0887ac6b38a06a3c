import type { DeploymentsTable, ServerTables } from "@headrace/store/server";
import { notFound, Problem } from "../problems/problem.ts";

/** How far back it is looked for a deployment that was good. */
const mostLookedAt = 500;

type Row = Pick<
  DeploymentsTable,
  | "id"
  | "execution_id"
  | "stage"
  | "instance"
  | "outcome"
  | "rollback_to"
  | "previous_id"
  | "started_at"
  | "finished_at"
>;

/**
 * The deployment to bring back: the chosen one, else the last good one. That is what stands there, where a later one has
 * failed; else what stood before it and was not itself taken back. One that brought back another is that other.
 * Throws `not-found` and `conflict`.
 */
export async function rollbackTarget(
  tables: ServerTables,
  environmentId: string,
  chosen: string | undefined,
): Promise<Row> {
  const history = await readHistory(tables, environmentId);
  if (chosen !== undefined) {
    const row = history.rows.find(({ id }) => id === chosen);
    if (row === undefined) throw notFound("deployment of this environment", chosen);
    if (row.outcome !== "success") {
      throw new Problem("conflict", "this deployment did not succeed, so there is nothing to go back to", {
        mend: "choose one whose outcome is success",
      });
    }
    return history.rootOf(row);
  }
  const { current, before } = lastGood(history);
  if (current === undefined) throw nothingGood();
  const newest = history.rows.find(({ finished_at }) => finished_at !== null);
  if (newest !== undefined && newest.outcome !== "success" && newest.started_at > current.started_at) {
    return history.rootOf(current);
  }
  if (before === undefined) throw nothingGood();
  return before;
}

/** The executions that an environment stands on, and those without which it could not be rolled back. */
export async function executionsStoodOn(tables: ServerTables, environmentId: string): Promise<readonly string[]> {
  const history = await readHistory(tables, environmentId);
  const { current, before } = lastGood(history);
  if (current === undefined) return [];
  const standing = [current, history.rootOf(current), ...(before === undefined ? [] : [before])];
  return standing.map((row) => row.execution_id);
}

interface History {
  /** The newest first. */
  readonly rows: readonly Row[];
  /** What a deployment brought back, or itself. */
  rootOf(row: Row): Row;
}

async function readHistory(tables: ServerTables, environmentId: string): Promise<History> {
  const rows: readonly Row[] = await tables
    .selectFrom("deployments")
    .select([
      "id",
      "execution_id",
      "stage",
      "instance",
      "outcome",
      "rollback_to",
      "previous_id",
      "started_at",
      "finished_at",
    ])
    .where("environment_id", "=", environmentId)
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(mostLookedAt)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    rows,
    rootOf(row) {
      const seen = new Set<string>();
      let root = row;
      while (root.rollback_to !== null && !seen.has(root.id)) {
        seen.add(root.id);
        const next = byId.get(root.rollback_to);
        if (next === undefined) break;
        root = next;
      }
      return root;
    },
  };
}

/** What stands there, and the last good one before it that was not taken back. */
function lastGood({ rows, rootOf }: History): { readonly current?: Row; readonly before?: Row } {
  const succeeded = rows
    .filter(({ outcome }) => outcome === "success")
    .sort((one, other) => (other.finished_at ?? 0) - (one.finished_at ?? 0) || (one.id < other.id ? 1 : -1));
  const [current] = succeeded;
  if (current === undefined) return {};
  const takenBack = new Set(
    succeeded.flatMap(({ rollback_to, previous_id }) => (rollback_to === null ? [] : (previous_id ?? []))),
  );
  const now = rootOf(current);
  const before = succeeded.find(
    (row) => row.rollback_to === null && row.id !== now.id && !takenBack.has(row.id) && row.started_at < now.started_at,
  );
  return { current, ...(before === undefined ? {} : { before }) };
}

function nothingGood(): Problem {
  return new Problem("conflict", "no earlier deployment to this environment succeeded", {
    mend: "deploy a good version, or choose a deployment",
  });
}
