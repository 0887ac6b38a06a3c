import { resolve } from "node:path";
import type { ArtifactRow } from "@headrace/engine";
import { unpackArtifact } from "@headrace/engine/artifacts";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords } from "../../input/records.ts";
import { visible } from "../../output/visible.ts";
import type { ArtifactsGetFlags } from "../artifacts.ts";

export async function getArtifact(
  context: CommandContext,
  wanted: { readonly reference: string; readonly name: string },
  flags: ArtifactsGetFlags,
): Promise<void> {
  await using records = await openRecords(context, flags);
  const execution = await records.store.executions.get(wanted.reference);
  const row = choose(await records.store.catalog.artifacts(execution.id), wanted.name, flags.stage);
  const into = resolve(context.directory, flags.into);
  if (!(await records.store.blobs.has(row.digest))) {
    throw new HeadraceError("blob-missing", `the content of artifact "${row.name}" of ${row.instance} is gone`, {
      mend: `run the stage that makes it again: \`headrace run --rerun ${execution.id} --from ${row.stage}\``,
    });
  }
  await unpackArtifact({ blobs: records.store.blobs, digest: row.digest, into });
  context.stdout.write(
    visible(`${row.name} of ${row.instance}: ${row.files} ${row.files === 1 ? "file" : "files"} in ${flags.into}\n`),
  );
}

function choose(rows: readonly ArtifactRow[], name: string, stage: string | undefined): ArtifactRow {
  const named = rows.filter(
    (row) => row.name === name && (stage === undefined || row.stage === stage || row.instance === stage),
  );
  // Of several attempts the last one counts.
  const makers = new Map(named.map((row) => [row.instance, row]));
  const [found] = makers.values();
  if (found === undefined) {
    const names = [...new Set(rows.map((row) => row.name))];
    throw new HeadraceError(
      "artifact-not-found",
      `the execution has no artifact "${name}"${stage === undefined ? "" : ` of stage "${stage}"`}`,
      {
        mend: names.length === 0 ? "it stored none" : `it has: ${names.join(", ")}`,
      },
    );
  }
  if (makers.size > 1) {
    throw new HeadraceError(
      "invalid-argument",
      `several stages have an artifact "${name}": ${[...makers.keys()].join(", ")}`,
      {
        mend: "say which with --stage",
      },
    );
  }
  return found;
}
