import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWebhook, NewWebhook, RepositoryName, Webhooks } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { pageSchema, webhookSchema, webhookTestSchema } from "./schema.ts";

const webhookPage = pageSchema(webhookSchema);

/** What starts pipelines. */
const events = ["repo:refs_changed", "pr:opened", "pr:from_ref_updated"];

export function createWebhooks(http: ForgeHttp): Webhooks {
  const at = (repository: RepositoryName) => `/api/latest${repositoryPath(repository)}/webhooks`;
  return {
    async list(repository, signal) {
      // It takes no part of a page: the first one holds more than anybody has.
      const { values } = await http.json({ path: at(repository), ...given("signal", signal) }, webhookPage);
      return values.map(webhookOf);
    },
    async create(repository, webhook, signal) {
      const body = bodyOf(webhook);
      const request = { method: "POST", path: at(repository), body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    async replace(repository, id, webhook, signal) {
      const one = at(repository) + path`/${id}`;
      const request = { method: "PUT", path: one, body: bodyOf(webhook), ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    remove: (repository, id, signal) =>
      http.send({ method: "DELETE", path: at(repository) + path`/${id}`, ...given("signal", signal) }),
    async test(repository, { id, url }, signal) {
      const query = { webhookId: id, url };
      const request = {
        method: "POST",
        path: `${at(repository)}/test`,
        query,
        body: {},
        ...given("signal", signal),
      } as const;
      const { response, result } = await http.json(request, webhookTestSchema);
      const status = response?.status ?? response?.statusCode;
      const works = status !== undefined && status >= 200 && status < 300;
      return {
        works,
        said: status === undefined ? (result?.description ?? "nothing was answered") : `answered ${status}`,
      };
    },
  };
}

function bodyOf({ url, secret, name }: NewWebhook) {
  return {
    name: name.slice(0, 255),
    url,
    events,
    active: true,
    configuration: { secret },
    sslVerificationRequired: true,
  };
}

function webhookOf({ id, url, events: of = [], active = true }: z.output<typeof webhookSchema>): ForgeWebhook {
  return { id: String(id), url, events: of, isActive: active };
}
