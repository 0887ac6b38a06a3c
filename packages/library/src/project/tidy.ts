import { stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "@headrace/store";

/** Milliseconds from one tidying to the next. */
const interval = 24 * 60 * 60 * 1000;

/**
 * Once a day, at the end of a run: removes artifacts and caches whose time is over, what nothing refers to any more,
 * and what killed runs left in the directory `temporary`. A file's time says when it was done last, so that other runs
 * pay one look at it. What could not be done, as on a full disk, is left to the next day and never spoils a run.
 */
export async function tidyWhenDue(store: Store, { now, temporary }: { now: number; temporary: string }): Promise<void> {
  const marker = join(store.layout.root, "tidied");
  try {
    const done = await stat(marker).catch(() => null);
    if (done === null) await writeFile(marker, "");
    else if (now - done.mtimeMs > interval) {
      const time = new Date(now);
      await utimes(marker, time, time);
      await store.prune({ now });
      const { tidyTemporary } = await import("./tidy-temporary.ts");
      await tidyTemporary(store, { parent: temporary, now });
    }
  } catch {
    // Tomorrow, then.
  }
}
