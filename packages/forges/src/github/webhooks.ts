import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWebhook, NewWebhook, RepositoryName, Webhooks } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { hookSchema, hooksSchema } from "./schema.ts";

/** What starts pipelines here, and the runs of GitHub's own. */
const events = ["push", "pull_request", "workflow_run", "workflow_job"];

export function createWebhooks(http: ForgeHttp): Webhooks {
  return {
    ...hooksAt(http, repositoryPath),
    async test(repository: RepositoryName, { id }, signal) {
      const at = `${repositoryPath(repository)}/hooks${path`/${id}/pings`}`;
      await http.send({ method: "POST", path: at, ...given("signal", signal) });
      return { works: true, said: "GitHub sends its ping: what came of it stands among the deliveries" };
    },
    ofOwner: hooksAt(http, (owner: string) => path`/orgs/${owner}`),
  };
}

function hooksAt<Of>(http: ForgeHttp, pathOf: (of: Of) => string) {
  return {
    async list(of: Of, signal?: AbortSignal) {
      const request = { path: `${pathOf(of)}/hooks`, query: { per_page: 100 }, ...given("signal", signal) };
      return (await http.json(request, hooksSchema)).map(webhookOf);
    },
    async create(of: Of, webhook: NewWebhook, signal?: AbortSignal) {
      const body = { name: "web", ...bodyOf(webhook) };
      const request = { method: "POST", path: `${pathOf(of)}/hooks`, body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, hookSchema));
    },
    async replace(of: Of, id: string, webhook: NewWebhook, signal?: AbortSignal) {
      const at = `${pathOf(of)}/hooks${path`/${id}`}`;
      const request = { method: "PATCH", path: at, body: bodyOf(webhook), ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, hookSchema));
    },
    remove: (of: Of, id: string, signal?: AbortSignal) =>
      http.send({ method: "DELETE", path: `${pathOf(of)}/hooks${path`/${id}`}`, ...given("signal", signal) }),
  };
}

function bodyOf({ url, secret }: NewWebhook) {
  return { active: true, events, config: { url, content_type: "json", secret, insecure_ssl: "0" } };
}

function webhookOf({ id, config, events: of, active }: z.output<typeof hookSchema>): ForgeWebhook {
  return { id: String(id), url: config.url ?? "", events: of, isActive: active };
}
