import type { Client } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import type { Records, ShownCache } from "../input/records.ts";
import { everyItem } from "./every-item.ts";

/** The caches of every repository that may be seen, and their removal by the ids that were listed. */
export function remoteCaches(client: Client): Pick<Records["store"]["catalog"], "caches" | "removeCache"> {
  /** Of which repository each cache that was listed is. */
  const repositories = new Map<string, string>();

  return {
    async caches() {
      const rows: ShownCache[] = [];
      const known = await everyItem((from) => client.call("repositories.list", from));
      for (const { id, name } of known) rows.push(...(await ofRepository(id, name)));
      return rows.sort((one, other) => one.usedAt - other.usedAt);
    },
    async removeCache(cache) {
      const repository = repositories.get(cache);
      if (repository === undefined) throw new HeadraceError("server-refused", `the server has no cache ${cache}`);
      await client.call("caches.delete", { repository, cache });
    },
  };

  async function ofRepository(repositoryId: string, repository: string): Promise<readonly ShownCache[]> {
    const { items } = await client.call("caches.list", { repository: repositoryId });
    return items.map(({ id, key, scope, digest, size, createdAt, usedAt, ttl }) => {
      repositories.set(id, repositoryId);
      return {
        id,
        repository,
        scope,
        key,
        digest,
        size,
        createdAt: Date.parse(createdAt),
        usedAt: Date.parse(usedAt),
        ...(ttl === undefined ? {} : { ttl }),
      };
    });
  }
}
