import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { removeTree } from "../files/remove-tree.ts";
import { type Execution, keptMasksOf } from "./execution.ts";

/** Removes what attempts needed while they ran; with `masks` also what a resume needs to mask what steps had masked. */
export async function removeTemporary(
  { temporaryDirectory, services }: Execution,
  { masks }: { masks: boolean },
): Promise<void> {
  const kept = keptMasksOf(temporaryDirectory);
  const remove = services.removeTree ?? removeTree;
  if (masks || !existsSync(kept)) {
    await remove(temporaryDirectory);
    return;
  }
  for (const name of await readdir(temporaryDirectory)) {
    const path = join(temporaryDirectory, name);
    if (path !== kept) await remove(path);
  }
}
