import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWebhook, NewWebhook, Webhooks } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { webhookSchema } from "./schema.ts";

/** What starts pipelines here, and the spans that each step of Bitbucket's own sends: so runs are seen as they go. */
const events = ["repo:push", "pullrequest:created", "pullrequest:updated", "pullrequest:push", "pipeline:span_created"];

export function createWebhooks(http: ForgeHttp): Webhooks {
  const ofRepository = hooksAt(http, repositoryPath);
  return { ...ofRepository, ofOwner: hooksAt(http, (owner: string) => path`/workspaces/${owner}`) };
}

function hooksAt<Of>(http: ForgeHttp, pathOf: (of: Of) => string) {
  return {
    async list(of: Of, signal?: AbortSignal) {
      const request = { path: `${pathOf(of)}/hooks`, ...given("signal", signal) };
      return (await readAll(http, request, webhookSchema)).map(webhookOf);
    },
    async create(of: Of, webhook: NewWebhook, signal?: AbortSignal) {
      const body = bodyOf(webhook);
      const request = { method: "POST", path: `${pathOf(of)}/hooks`, body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    async replace(of: Of, id: string, webhook: NewWebhook, signal?: AbortSignal) {
      const at = `${pathOf(of)}/hooks${path`/${id}`}`;
      const request = { method: "PUT", path: at, body: bodyOf(webhook), ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    remove: (of: Of, id: string, signal?: AbortSignal) =>
      http.send({ method: "DELETE", path: `${pathOf(of)}/hooks${path`/${id}`}`, ...given("signal", signal) }),
  };
}

function bodyOf({ url, secret, name }: NewWebhook) {
  return { description: name.slice(0, 255), url, active: true, secret, events };
}

function webhookOf({ uuid, url, events: of = [], active = true }: z.output<typeof webhookSchema>): ForgeWebhook {
  return { id: uuid, url, events: of, isActive: active };
}
