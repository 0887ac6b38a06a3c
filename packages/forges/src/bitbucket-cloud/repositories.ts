import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { Repositories } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { repositoryOf } from "./mapping.ts";
import { pageLength } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { pageSchema, repositoryChangeSchema, repositorySchema } from "./schema.ts";

/** A hundredth of the answer. https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-response */
const changeFields = "values.type,values.uuid,values.updated_on";

export function createRepositories(http: ForgeHttp): Required<Repositories> {
  const page = pageSchema(repositorySchema);
  const changes = pageSchema(repositoryChangeSchema);
  const get: Repositories["get"] = async (repository, signal) =>
    repositoryOf(await http.json({ path: repositoryPath(repository), ...given("signal", signal) }, repositorySchema));
  return {
    async list(owner, { from, search, signal } = {}) {
      const query = { pagelen: pageLength, q: nameFilter(search), page: from };
      const request = { path: path`/repositories/${owner}`, query, ...given("signal", signal) };
      const { values, next } = await http.json(request, page);
      // Of the link only the page's own name: what comes back from outside is never an address.
      const following = URL.parse(next ?? "")?.searchParams.get("page");
      return { items: values.map(repositoryOf), ...given("next", following) };
    },
    get,
    async changed(owner, signal) {
      const query = { sort: "-updated_on", pagelen: pageLength, fields: changeFields };
      const request = { path: path`/repositories/${owner}`, query, ...given("signal", signal) };
      const { values } = await http.json(request, changes);
      return values.slice(0, pageLength).flatMap(({ uuid, updated_on }) => {
        const updatedAt = timeOf(updated_on);
        return updatedAt === undefined ? [] : [{ id: uuid, updatedAt }];
      });
    },
    // An id in braces stands for a name.
    byId: (owner, id, signal) => unlessAbsent(get({ owner, name: id }, signal)),
  };
}

/** In Bitbucket's query language. https://developer.atlassian.com/cloud/bitbucket/rest/intro/#filtering */
function nameFilter(search: string | undefined): string | undefined {
  return search === undefined ? undefined : `name ~ "${search.replace(/["\\]/g, "\\$&")}"`;
}
