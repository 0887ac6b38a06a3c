import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWebhook, RepositoryName, Webhooks } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { webhookSchema } from "./schema.ts";

/** What starts pipelines here, and the spans that each step of Bitbucket's own sends: so runs are seen as they go. */
const events = ["repo:push", "pullrequest:created", "pullrequest:updated", "pullrequest:push", "pipeline:span_created"];

export function createWebhooks(http: ForgeHttp): Webhooks {
  const at = (repository: RepositoryName) => `${repositoryPath(repository)}/hooks`;
  return {
    async list(repository, signal) {
      return (await readAll(http, { path: at(repository), ...given("signal", signal) }, webhookSchema)).map(webhookOf);
    },
    async create(repository, { url, secret, name }, signal) {
      const body = { description: name.slice(0, 255), url, active: true, secret, events };
      const request = { method: "POST", path: at(repository), body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    remove: (repository, id, signal) =>
      http.send({ method: "DELETE", path: at(repository) + path`/${id}`, ...given("signal", signal) }),
  };
}

function webhookOf({ uuid, url, events: of = [], active = true }: z.output<typeof webhookSchema>): ForgeWebhook {
  return { id: uuid, url, events: of, isActive: active };
}
