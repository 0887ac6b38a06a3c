import type { App } from "../app.ts";
import { openPlace } from "../remote/remote-place.ts";
import type { Search } from "./leftover.ts";
import { searchesOnHost } from "./searches-on-host.ts";

export interface RepositoryWanted {
  readonly repositoryId: string;
  /** Only what serves this pipeline. */
  readonly pipelineId?: string;
  readonly signal: AbortSignal;
}

/** None where no connection watches it. */
export async function searchesOfRepository(
  app: App,
  { repositoryId, ...wanted }: RepositoryWanted,
): Promise<readonly Search[]> {
  const watched = await app.tables
    .selectFrom("forge_repositories")
    .select("id")
    .where("id", "=", repositoryId)
    .executeTakeFirst();
  if (watched === undefined) return [];
  return searchesOnHost(app, { place: await openPlace(app, repositoryId), ...wanted });
}
