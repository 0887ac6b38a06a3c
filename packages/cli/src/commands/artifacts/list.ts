import { formatSize } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords } from "../../input/records.ts";
import { publicTimes } from "../../output/public-times.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import type { ArtifactsListFlags } from "../artifacts.ts";

export async function listArtifacts(
  context: CommandContext,
  reference: string,
  flags: ArtifactsListFlags,
): Promise<void> {
  await using records = await openRecords(context, flags);
  const { id } = await records.store.executions.get(reference);
  const rows = await records.store.catalog.artifacts(id);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(rows.map(publicTimes), null, 2)}\n`);
    return;
  }
  if (rows.length === 0) {
    context.stdout.write(
      "The execution stored no artifacts. A stage stores one with: artifacts: [{ name: …, paths: […] }]\n",
    );
    return;
  }
  const columns = ["NAME", "STAGE", "FILES", "SIZE", "DIGEST", "KEPT UNTIL"].map((title) => ({ title }));
  const cells = rows.map((row) => [
    visible(row.name),
    visible(row.instance),
    String(row.files),
    formatSize(row.size),
    row.digest.slice(0, 12),
    row.expiresAt === undefined ? "for ever" : new Date(row.expiresAt).toISOString(),
  ]);
  context.stdout.write(formatTable(columns, cells));
}
