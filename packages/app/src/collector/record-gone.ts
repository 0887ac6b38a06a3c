import { linkDetailOf } from "../runs/links.ts";
import { runNameOf } from "./observed-run.ts";
import { type RecordNeeds, recordRun, type Watched } from "./record-run.ts";

export interface Gone {
  /** As `keyOf` gives it. */
  readonly key: string;
  /** Why nobody tells how it ended: `deleted`. */
  readonly word: string;
}

/** Ends a run as unknown of which nothing more will be heard, with the reason as its word. */
export async function recordGone(needs: RecordNeeds, watched: Watched, { key, word }: Gone): Promise<void> {
  const { tables } = needs;
  const row = await tables
    .selectFrom("forge_runs")
    .innerJoin("executions", "executions.id", "forge_runs.execution_id")
    .innerJoin("execution_links", "execution_links.execution_id", "executions.id")
    .select(["executions.number", "executions.created_at", "execution_links.detail"])
    .where("forge_runs.repository_id", "=", watched.repositoryId)
    .where("forge_runs.run", "=", key)
    .executeTakeFirst();
  if (row === undefined) {
    // It was gone before anything of it was recorded.
    await tables
      .updateTable("forge_runs")
      .set({ settled: 1 })
      .where("repository_id", "=", watched.repositoryId)
      .where("run", "=", key)
      .execute();
    return;
  }
  await recordRun(needs, watched, {
    run: {
      ...runNameOf(key),
      number: row.number,
      state: { kind: "unknown", isOver: true, word },
      target: { kind: "unknown" },
      trigger: "unknown",
      createdAt: row.created_at,
      url: linkDetailOf(row.detail).remote?.url ?? "",
    },
    stages: [],
  });
}
