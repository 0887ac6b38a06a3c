import { type ForgeHttp, path } from "../http/index.ts";
import type { Caches, ForgeCache } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { cachesSchema } from "./schema.ts";

const pageLength = 100;
const mostCaches = 5_000;

/** Of Actions. */
export function createCaches(http: ForgeHttp): Caches {
  return {
    async list(repository, signal) {
      const at = `${actionsPath(repository)}/caches`;
      const found: ForgeCache[] = [];
      for (let page = 1; (page - 1) * pageLength < mostCaches; page++) {
        const query = { page, per_page: pageLength };
        const answer = await http.json({ path: at, query, ...given("signal", signal) }, cachesSchema);
        for (const { id, key, size_in_bytes, created_at } of answer.actions_caches.slice(0, pageLength)) {
          const facts = { ...given("size", size_in_bytes), ...given("createdAt", timeOf(created_at)) };
          found.push({ id: String(id), name: key, ...facts });
        }
        if (answer.actions_caches.length === 0 || found.length >= answer.total_count) break;
      }
      return found;
    },
    removeNamed: (repository, key, signal) =>
      http.send({
        method: "DELETE",
        path: `${actionsPath(repository)}/caches`,
        query: { key },
        ...given("signal", signal),
      }),
    remove: (repository, id, signal) =>
      http.send({ method: "DELETE", path: actionsPath(repository) + path`/caches/${id}`, ...given("signal", signal) }),
  };
}
