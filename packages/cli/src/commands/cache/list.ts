import { formatDuration, formatSize } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords } from "../../input/records.ts";
import { publicTimes } from "../../output/public-times.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import type { CacheListFlags } from "../cache.ts";
import { shownCaches } from "./shown-caches.ts";

export async function listCaches(context: CommandContext, flags: CacheListFlags): Promise<void> {
  await using records = await openRecords(context, flags);
  const rows = await shownCaches(records.store.catalog, flags);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(rows.map(publicTimes), null, 2)}\n`);
    return;
  }
  if (rows.length === 0) {
    context.stdout.write("There are no caches. A stage keeps one with: cache: [{ key: …, paths: […] }]\n");
    return;
  }
  const columns = ["KEY", "SCOPE", "SIZE", "LAST USED", "KEPT FOR"].map((title) => ({ title }));
  const cells = rows.map((row) => [
    visible(row.key),
    visible(`${row.repository === undefined ? "" : `${row.repository} `}${scopeText(row.scope)}`),
    formatSize(row.size),
    new Date(row.usedAt).toISOString(),
    row.ttl === undefined ? "while it fits" : formatDuration(row.ttl),
  ]);
  context.stdout.write(formatTable(columns, cells));
}

/** Outside of a repository there is no branch. */
function scopeText(scope: string): string {
  return scope === "branch:" ? "branch" : scope;
}
