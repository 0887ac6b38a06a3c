import type { ArtifactRow } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";

/** The artifact of an execution that a name means, of several attempts the last one's. Throws `artifact-not-found`, `invalid-argument`. */
export function chooseArtifact(rows: readonly ArtifactRow[], name: string, stage: string | undefined): ArtifactRow {
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
