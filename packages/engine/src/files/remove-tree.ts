import { lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** Entries that are removed at once: less than the way to the thread pool and back for each. */
const few = 64;
/** Bytes; to remove a larger file may take a file system long. */
const small = 1024 * 1024;

/** Removes a file, or a directory with all that is in it; what is not there is no error. Links are not followed. */
export async function removeTree(path: string): Promise<void> {
  if (removeSmallTree(path, few)) return;
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes a directory with all that is in it at once. False where that is more than `most` entries, or could not be done. */
export function removeSmallTree(path: string, most: number): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true && removeFew(path, { left: most });
  } catch {
    return false;
  }
}

/** False where there is more than is to be removed at once. */
function removeFew(directory: string, budget: { left: number }): boolean {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    budget.left -= 1;
    if (budget.left < 0) return false;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!removeFew(path, budget)) return false;
    } else if (lstatSync(path).size > small) return false;
    else unlinkSync(path);
  }
  rmdirSync(directory);
  return true;
}
