import { formatSize } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openExisting } from "../../input/open-existing.ts";
import type { CacheClearFlags } from "../cache.ts";

export async function clearCaches(context: CommandContext, flags: CacheClearFlags): Promise<void> {
  await using project = await openExisting(context, flags);
  const { catalog } = project.store;
  const rows = (await catalog.caches()).filter((row) => flags.key === undefined || row.key.startsWith(flags.key));
  for (const row of rows) await catalog.removeCache(row.id);
  const { bytes } = await project.store.prune();
  context.stdout.write(
    `Removed ${rows.length} cache ${rows.length === 1 ? "entry" : "entries"}${bytes > 0 ? `, freeing ${formatSize(bytes)}` : ""}.\n`,
  );
}
