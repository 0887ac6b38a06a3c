import { type ForgeHttp, path } from "../http/index.ts";
import type { Environments } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { environmentSchema } from "./schema.ts";

export function createEnvironments(http: ForgeHttp): Required<Environments> {
  return {
    async list(repository, signal) {
      const request = { path: `${repositoryPath(repository)}/environments`, ...given("signal", signal) };
      return (await readAll(http, request, environmentSchema)).map(({ uuid: id, name }) => ({ id, name }));
    },
    async create(repository, name, signal) {
      const at = `${repositoryPath(repository)}/environments`;
      const body = { type: "deployment_environment", name };
      const request = { method: "POST", path: at, body, ...given("signal", signal) } as const;
      const made = await http.json(request, environmentSchema);
      return { id: made.uuid, name: made.name };
    },
    // What the request holds stands in no document: community.atlassian.com, qaq-p/1305657. Other changes it refuses.
    rename: (repository, id, name, signal) =>
      http.send({
        method: "POST",
        path: repositoryPath(repository) + path`/environments/${id}/changes`,
        body: { change: { name } },
        ...given("signal", signal),
      }),
    remove: (repository, id, signal) =>
      http.send({
        method: "DELETE",
        path: repositoryPath(repository) + path`/environments/${id}`,
        ...given("signal", signal),
      }),
  };
}
