import type { OutputOf } from "@headrace/app/client";
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
  const onHost = await records.hostArtifacts?.(id);
  if (flags.json === true) {
    const there = onHost?.items.map((artifact) => ({ ...artifact, onHost: true })) ?? [];
    context.stdout.write(`${JSON.stringify([...rows.map(publicTimes), ...there], null, 2)}\n`);
    if (onHost?.problem !== undefined) context.stderr.write(hostProblem(onHost));
    return;
  }
  if (onHost !== undefined) context.stdout.write(ofHost(onHost));
  if (rows.length === 0) {
    if (onHost !== undefined) return;
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

type OnHost = NonNullable<OutputOf<"artifacts.list">["onHost"]>;

/** What a run left behind on its host of code. */
function ofHost(onHost: OnHost): string {
  if (onHost.problem !== undefined) return hostProblem(onHost);
  if (onHost.items.length === 0) return "The run left no artifacts on its host.\n";
  const columns = ["ON ITS HOST", "SIZE", "KEPT UNTIL"].map((title) => ({ title }));
  const cells = onHost.items.map(({ name, size, expired, expiresAt }) => [
    visible(name),
    formatSize(size),
    expired ? "expired" : (expiresAt ?? ""),
  ]);
  return formatTable(columns, cells);
}

function hostProblem({ problem = "", mend }: OnHost): string {
  return visible(`On its host: ${problem}${mend === undefined ? "" : `; ${mend}`}\n`);
}
