import { HeadraceError } from "@headrace/pipeline";
import type { Store } from "@headrace/store";
import type { Records } from "../../input/records.ts";

/** Copies the artifacts that some stages of an execution stored. Gives how many. Throws `blob-missing`, `blob-damaged`. */
export async function bringArtifacts(
  from: Records,
  to: Pick<Store, "blobs" | "catalog">,
  { executionId, stages }: { readonly executionId: string; readonly stages: readonly string[] },
): Promise<number> {
  const rows = (await from.store.catalog.artifacts(executionId)).filter(({ stage }) => stages.includes(stage));
  for (const row of rows) {
    if (!(await to.blobs.has(row.digest))) {
      const { digest } = await to.blobs.put(await from.store.blobs.get(row.digest));
      if (digest !== row.digest) {
        throw new HeadraceError("blob-damaged", `artifact "${row.name}" of ${row.instance} did not arrive whole`, {
          mend: "try again",
        });
      }
    }
    await to.catalog.addArtifact(row);
  }
  return rows.length;
}
