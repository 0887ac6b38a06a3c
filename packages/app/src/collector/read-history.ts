import type { ForgeRepositoriesTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import { idsFrom } from "../projections/derived-id.ts";
import { estimateHistory, type History, type HistoryEstimate, historyMs, historyOf } from "./estimate-history.ts";

export interface ConnectionHistory {
  /** Runs that are here, by repository. */
  readonly runs: ReadonlyMap<string, number>;
  readonly of: ReadonlyMap<string, History>;
  /** Undefined where nothing is left. */
  readonly estimate: HistoryEstimate | undefined;
}

type Reading = Pick<App, "tables" | "clock" | "connections" | "collector">;

/** How much of the history of some of a connection's repositories is here, and when the rest will be. */
export async function readHistory(
  app: Reading,
  connectionId: string,
  rows: readonly ForgeRepositoriesTable[],
): Promise<ConnectionHistory> {
  const now = app.clock.now();
  const [counts, { others }, { forOthers }] = await Promise.all([
    countRuns(app, connectionId, now),
    app.connections.spent(connectionId),
    app.collector.polling(connectionId),
  ]);
  const of = new Map(rows.map((row) => [row.id, historyOf(row, { runs: counts.get(row.id)?.recent ?? 0, now })]));
  return {
    runs: new Map([...counts].map(([id, { all }]) => [id, all])),
    of,
    estimate: estimateHistory([...of.values()], { forOthers, others }),
  };
}

async function countRuns({ tables }: Reading, connectionId: string, now: number) {
  const rows = await tables
    .selectFrom("forge_runs")
    .innerJoin("forge_repositories", "forge_repositories.id", "forge_runs.repository_id")
    .select(({ fn, eb }) => [
      "forge_runs.repository_id",
      fn.countAll().as("all"),
      fn
        .sum(
          eb
            .case()
            .when("execution_id", ">=", idsFrom(now - historyMs))
            .then(1)
            .else(0)
            .end(),
        )
        .as("recent"),
    ])
    .where("connection_id", "=", connectionId)
    .groupBy("forge_runs.repository_id")
    .execute();
  return new Map(rows.map(({ repository_id: id, all, recent }) => [id, { all: Number(all), recent: Number(recent) }]));
}
