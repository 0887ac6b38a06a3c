import type { z } from "zod";
import { ForgeError, type ForgeHttp, path } from "../http/index.ts";
import type { ForgeWebhook, NewWebhook, Webhooks } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { hookEventSchema, webhookSchema } from "./schema.ts";

/** What starts pipelines here, and the spans that each step of Bitbucket's own sends: so runs are seen as they go. */
const wanted = ["repo:push", "pullrequest:created", "pullrequest:updated", "pullrequest:push", "pipeline:span_created"];

export function createWebhooks(http: ForgeHttp): Webhooks {
  const ofRepository = hooksAt(http, "repository", repositoryPath);
  return { ...ofRepository, ofOwner: hooksAt(http, "workspace", (owner: string) => path`/workspaces/${owner}`) };
}

type Subject = "repository" | "workspace";

/** Those of ours that the host can tell of: with one that it does not know it would refuse the whole webhook. */
async function eventsOf(
  http: ForgeHttp,
  subject: Subject,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const request = { path: path`/hook_events/${subject}`, ...given("signal", signal) };
  const known = new Set((await readAll(http, request, hookEventSchema)).map(({ event }) => event));
  const told = wanted.filter((event) => known.has(event));
  if (told.length > 0) return told;
  throw new ForgeError(
    "forge-refused",
    `Bitbucket Cloud has webhooks of a ${subject} for none of ${wanted.join(", ")}`,
    {
      mend: "look whether the connection's base URL is Bitbucket's own; without a webhook the host is asked again and again",
    },
  );
}

function hooksAt<Of>(http: ForgeHttp, subject: Subject, pathOf: (of: Of) => string) {
  return {
    async list(of: Of, signal?: AbortSignal) {
      const request = { path: `${pathOf(of)}/hooks`, ...given("signal", signal) };
      return (await readAll(http, request, webhookSchema)).map(webhookOf);
    },
    async create(of: Of, webhook: NewWebhook, signal?: AbortSignal) {
      const body = bodyOf(webhook, await eventsOf(http, subject, signal));
      const request = { method: "POST", path: `${pathOf(of)}/hooks`, body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    async replace(of: Of, id: string, webhook: NewWebhook, signal?: AbortSignal) {
      const at = `${pathOf(of)}/hooks${path`/${id}`}`;
      const body = bodyOf(webhook, await eventsOf(http, subject, signal));
      const request = { method: "PUT", path: at, body, ...given("signal", signal) } as const;
      return webhookOf(await http.json(request, webhookSchema));
    },
    remove: (of: Of, id: string, signal?: AbortSignal) =>
      http.send({ method: "DELETE", path: `${pathOf(of)}/hooks${path`/${id}`}`, ...given("signal", signal) }),
  };
}

function bodyOf({ url, secret, name }: NewWebhook, events: readonly string[]) {
  return { description: name.slice(0, 255), url, active: true, secret, events };
}

function webhookOf({ uuid, url, events: of = [], active = true }: z.output<typeof webhookSchema>): ForgeWebhook {
  return { id: uuid, url, events: of, isActive: active };
}
