import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWebhook, RepositoryName, Webhooks } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { hookSchema, hooksSchema } from "./schema.ts";

/** What starts pipelines here, and the runs of GitHub's own. */
const events = ["push", "pull_request", "workflow_run", "workflow_job"];

export function createWebhooks(http: ForgeHttp): Webhooks {
  const at = (repository: RepositoryName) => `${repositoryPath(repository)}/hooks`;
  return {
    async list(repository, signal) {
      const query = { per_page: 100 };
      return (await http.json({ path: at(repository), query, ...given("signal", signal) }, hooksSchema)).map(webhookOf);
    },
    async create(repository, { url, secret }, signal) {
      const config = { url, content_type: "json", secret, insecure_ssl: "0" };
      const body = { name: "web", active: true, events, config };
      const request = { method: "POST", path: at(repository), body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, hookSchema));
    },
    remove: (repository, id, signal) =>
      http.send({ method: "DELETE", path: at(repository) + path`/${id}`, ...given("signal", signal) }),
    async test(repository, { id }, signal) {
      await http.send({ method: "POST", path: at(repository) + path`/${id}/pings`, ...given("signal", signal) });
      return { works: true, said: "GitHub sends its ping: what came of it stands among the deliveries" };
    },
  };
}

function webhookOf({ id, config, events: of, active }: z.output<typeof hookSchema>): ForgeWebhook {
  return { id: String(id), url: config.url ?? "", events: of, isActive: active };
}
