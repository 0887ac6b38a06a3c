import { type ForgeHttp, path } from "../http/index.ts";
import type { Caches } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { cacheSchema } from "./schema.ts";

/** Of pipelines; Bitbucket tells neither when one was used nor by whom. */
export function createCaches(http: ForgeHttp): Caches {
  return {
    async list(repository, signal) {
      const at = `${repositoryPath(repository)}/pipelines-config/caches`;
      const found = await readAll(http, { path: at, ...given("signal", signal) }, cacheSchema);
      return found.map(({ uuid, name, file_size_bytes, created_on }) => ({
        id: uuid,
        name,
        ...given("size", file_size_bytes),
        ...given("createdAt", timeOf(created_on)),
      }));
    },
    remove: (repository, id, signal) =>
      http.send({
        method: "DELETE",
        path: repositoryPath(repository) + path`/pipelines-config/caches/${id}`,
        ...given("signal", signal),
      }),
  };
}
