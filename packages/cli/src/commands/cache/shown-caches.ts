import type { Records, ShownCache } from "../../input/records.ts";

/** All, or those of the repository that is named. */
export async function shownCaches(
  catalog: Pick<Records["store"]["catalog"], "caches">,
  { repository }: { readonly repository?: string },
): Promise<readonly ShownCache[]> {
  return (await catalog.caches()).filter((row) => repository === undefined || row.repository === repository);
}
