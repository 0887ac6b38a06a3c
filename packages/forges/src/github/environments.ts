import { type ForgeHttp, path } from "../http/index.ts";
import type { Environments, ForgeEnvironment } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { environmentSchema, environmentsSchema } from "./schema.ts";

const pageLength = 100;
const mostPages = 20;

/** GitHub knows them by their names. */
export function createEnvironments(http: ForgeHttp): Environments {
  return {
    async list(repository, signal) {
      const at = `${repositoryPath(repository)}/environments`;
      const found: ForgeEnvironment[] = [];
      for (let page = 1; page <= mostPages; page++) {
        const query = { page, per_page: pageLength };
        const answer = await http.json({ path: at, query, ...given("signal", signal) }, environmentsSchema);
        found.push(...answer.environments.map(({ name }) => ({ id: name, name })));
        if (answer.environments.length === 0 || found.length >= answer.total_count) break;
      }
      return found;
    },
    async create(repository, name, signal) {
      const at = repositoryPath(repository) + path`/environments/${name}`;
      const made = await http.json(
        { method: "PUT", path: at, body: {}, ...given("signal", signal) },
        environmentSchema,
      );
      return { id: made.name, name: made.name };
    },
    remove: (repository, id, signal) =>
      http.send({
        method: "DELETE",
        path: repositoryPath(repository) + path`/environments/${id}`,
        ...given("signal", signal),
      }),
  };
}
