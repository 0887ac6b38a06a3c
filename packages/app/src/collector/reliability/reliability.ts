import type { ServerTables } from "@headrace/store/server";
import { type Expression, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { hourMs } from "./count-looks.ts";
import { delays, delaysOf } from "./delays.ts";
import { lookFailures } from "./look-failure.ts";

const window = z.object({
  looks: z.number().int().describe("Turns of the collector at the repositories that are over"),
  worked: z.number().int(),
  share: z.number().min(0).max(1).optional().describe("Of the looks, those that worked; absent where there were none"),
  failures: z
    .array(z.object({ reason: z.enum(lookFailures), looks: z.number().int() }))
    .describe("Why others did not, the most frequent first. `limited`: the hour's requests were spent"),
  delays: z
    .object({ all: delays, told: delays, found: delays })
    .describe("From a change on the host, as its clock says, until it was here: told by a webhook, or found by a look"),
  missedWebhooks: z
    .number()
    .int()
    .describe(
      "Runs whose end a look found ten seconds later or more, though a webhook was registered that told nothing since",
    ),
});

export const reliability = z.object({
  day: window.describe("The last 24 hours, the current one of the clock included"),
  week: window.describe("The last seven days"),
});

export type Reliability = z.infer<typeof reliability>;

const dayHours = 24;
const weekHours = 7 * dayHours;

/** Of some watched repositories, by a condition on `forge_repositories`. */
export async function readReliability(
  tables: ServerTables,
  of: Expression<SqlBool>,
  now: number,
): Promise<Reliability> {
  const hour = Math.floor(now / hourMs);
  const rows = await tables
    .selectFrom("collection_hours as counted")
    .innerJoin("forge_repositories", "forge_repositories.id", "counted.repository_id")
    .select(({ fn }) => [
      "kind",
      "value",
      fn.sum("counted.count").as("week"),
      sql<number | string>`SUM(CASE WHEN counted.hour > ${sql.lit(hour - dayHours)} THEN counted.count ELSE 0 END)`.as(
        "day",
      ),
    ])
    .where("hour", ">", hour - weekHours)
    .where(of)
    .groupBy(["kind", "value"])
    .execute();
  const windowOf = (key: "day" | "week") =>
    fold(rows.map(({ kind, value, [key]: count }) => ({ kind, value, count: Number(count) })));
  return { day: windowOf("day"), week: windowOf("week") };
}

interface Count {
  readonly kind: string;
  readonly value: string;
  readonly count: number;
}

function fold(counts: readonly Count[]): Reliability["day"] {
  const of = (kind: string) =>
    new Map(counts.filter((one) => one.kind === kind && one.count > 0).map(({ value, count }) => [value, count]));
  const byBound = (kind: "told" | "found") => new Map([...of(kind)].map(([value, count]) => [Number(value), count]));
  const how = of("look");
  const looks = [...how.values()].reduce((total, count) => total + count, 0);
  const worked = how.get("worked") ?? 0;
  const [told, found] = [byBound("told"), byBound("found")];
  const all = new Map(told);
  for (const [bound, count] of found) all.set(bound, (all.get(bound) ?? 0) + count);
  return {
    looks,
    worked,
    ...(looks === 0 ? {} : { share: worked / looks }),
    failures: lookFailures
      .flatMap((reason) => (how.has(reason) ? [{ reason, looks: how.get(reason) ?? 0 }] : []))
      .toSorted((one, other) => other.looks - one.looks),
    delays: { all: delaysOf(all), told: delaysOf(told), found: delaysOf(found) },
    missedWebhooks: of("missed").get("") ?? 0,
  };
}
