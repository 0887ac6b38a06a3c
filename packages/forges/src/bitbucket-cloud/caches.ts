import { openContent } from "../artifacts/open-content.ts";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { Caches, RepositoryName } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { cacheContentSchema, cacheSchema } from "./schema.ts";

/** Of pipelines; Bitbucket tells neither when one was used nor by whom. What is in one lies in a storage of another origin. */
export function createCaches(http: ForgeHttp, largest?: number): Required<Caches> {
  return {
    async list(repository, signal) {
      const request = { path: cachesPath(repository), ...given("signal", signal) };
      const found = await readAll(http, request, cacheSchema);
      return found.map(({ uuid, name, key_hash, path: of, pipeline_uuid, file_size_bytes, created_on }) => ({
        id: uuid,
        name,
        ...given("version", key_hash),
        ...given("path", of),
        ...given("run", pipeline_uuid),
        ...given("size", file_size_bytes),
        ...given("createdAt", timeOf(created_on)),
      }));
    },
    remove: (repository, id, signal) =>
      http.send({
        method: "DELETE",
        path: cachesPath(repository) + path`/${id}`,
        ...given("signal", signal),
      }),
    removeNamed: (repository, name, signal) =>
      http.send({ method: "DELETE", path: cachesPath(repository), query: { name }, ...given("signal", signal) }),
    async open(repository, id, signal) {
      const asked = given("signal", signal);
      const uri = await unlessAbsent(
        http.json({ path: cachesPath(repository) + path`/${id}/content-uri`, ...asked }, cacheContentSchema),
      );
      if (uri === undefined) return { kind: "absent" };
      return await openContent(http, { path: uri.uri, isElsewhere: true, ...given("largest", largest), ...asked });
    },
  };
}

function cachesPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/pipelines-config/caches`;
}
