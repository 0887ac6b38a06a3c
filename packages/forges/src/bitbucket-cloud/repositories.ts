import { type ForgeHttp, path } from "../http/index.ts";
import type { Repositories } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryOf } from "./mapping.ts";
import { pageLength } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { pageSchema, repositorySchema } from "./schema.ts";

export function createRepositories(http: ForgeHttp): Repositories {
  const page = pageSchema(repositorySchema);
  return {
    async list(owner, { from, search, signal } = {}) {
      const first = { path: path`/repositories/${owner}`, query: { pagelen: pageLength, q: nameFilter(search) } };
      const { values, next } = await http.json(
        { ...(from === undefined ? first : { path: from }), ...given("signal", signal) },
        page,
      );
      return { items: values.map(repositoryOf), ...(next === undefined ? {} : { next }) };
    },
    async get(repository, signal) {
      return repositoryOf(
        await http.json({ path: repositoryPath(repository), ...given("signal", signal) }, repositorySchema),
      );
    },
  };
}

/** In Bitbucket's query language. https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering */
function nameFilter(search: string | undefined): string | undefined {
  return search === undefined ? undefined : `name ~ "${search.replace(/["\\]/g, "\\$&")}"`;
}
