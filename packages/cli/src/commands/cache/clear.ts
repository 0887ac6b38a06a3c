import { formatSize, HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { openRecords } from "../../input/records.ts";
import { refuseWithoutHost } from "../../remote/on-host.ts";
import type { CacheClearFlags } from "../cache.ts";
import { shownCaches } from "./shown-caches.ts";

export async function clearCaches(context: CommandContext, flags: CacheClearFlags): Promise<void> {
  refuseWithoutHost({ "--name": flags.name !== undefined });
  await using records = await openRecords(context, flags);
  const { store } = records;
  const rows = (await shownCaches(store.catalog, flags)).filter(
    (row) => flags.key === undefined || row.key.startsWith(flags.key),
  );
  if (flags.repository === undefined && rows.some(({ repository }) => repository !== undefined)) {
    throw new HeadraceError("invalid-argument", "a server's caches are cleared for one repository at a time", {
      mend: "say which with --repository; `headrace cache list` shows them",
    });
  }
  for (const row of rows) await store.catalog.removeCache(row.id);
  const { bytes } = await store.prune();
  context.stdout.write(
    `Removed ${rows.length} cache ${rows.length === 1 ? "entry" : "entries"}${bytes > 0 ? `, freeing ${formatSize(bytes)}` : ""}.\n`,
  );
}
