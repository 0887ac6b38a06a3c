import type { Catalog } from "@headrace/engine";
import type { Database } from "../database/database.ts";
import { numberOf, textOf } from "../database/row.ts";
import { all } from "../database/work.ts";

export function createUsualDurations(database: Database): Pick<Catalog, "usualDurations"> {
  return {
    usualDurations: (pipeline) =>
      database.perform("read past durations", function* () {
        const rows = yield* all(select, pipeline);
        return mediansByInstance(
          rows.map((row) => ({ instance: textOf(row, "instance"), durationMs: numberOf(row, "duration_ms") })),
        );
      }),
  };
}

/** Milliseconds. */
export function mediansByInstance(
  rows: readonly { readonly instance: string; readonly durationMs: number }[],
): ReadonlyMap<string, number> {
  const durations = new Map<string, number[]>();
  for (const { instance, durationMs } of rows) {
    const known = durations.get(instance);
    if (known === undefined) durations.set(instance, [durationMs]);
    else known.push(durationMs);
  }
  return new Map([...durations].map(([instance, values]) => [instance, median(values)]));
}

/** The middle value; of an even count the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

/** A reused stage took no time of its own and does not count. */
const select = `
SELECT stage.instance, stage.duration_ms
FROM (SELECT id FROM executions WHERE pipeline = ? ORDER BY created_at DESC, id DESC LIMIT 20) AS execution
JOIN stage_executions AS stage ON stage.execution_id = execution.id
WHERE stage.outcome = 'success' AND stage.reused = 0 AND stage.duration_ms IS NOT NULL`;
