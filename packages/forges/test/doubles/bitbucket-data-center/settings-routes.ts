import { createHmac } from "node:crypto";
import { z } from "zod";
import { inRepository, ok, page, type Reply, type Route, refuse } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";
import type { Repository, World } from "./world.ts";

// What a repository's administrators set: webhooks, and builds that merging demands.

const inPlace = "/projects/{projectKey}/repos/{repositorySlug}";
const webhooksPath = `/api/latest${inPlace}/webhooks`;
const requiredPath = `/required-builds/latest${inPlace}`;

const webhookSchema = z.object({
  url: z.string(),
  events: z.array(z.string()),
  configuration: z.object({ secret: z.string() }),
});
const conditionSchema = z.looseObject({ buildParentKeys: z.array(z.string()).min(1) });

export const settingsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: webhooksPath,
    reply: inRepository(({ webhooks }, { query }, world) => ok(page(webhooks.map(webhookAnswer), query, world))),
  },
  {
    method: "POST",
    path: webhooksPath,
    reply: inRepository(({ webhooks }, { body }) => {
      const { url, events, configuration } = webhookSchema.parse(body);
      const webhook = { id: webhooks.length + 1, url, events, secret: configuration.secret };
      webhooks.push(webhook);
      return ok(webhookAnswer(webhook));
    }),
  },
  {
    method: "PUT",
    path: `${webhooksPath}/{webhookId}`,
    reply: inRepository(({ webhooks }, { params, body }) => {
      const webhook = webhooks.find(({ id }) => String(id) === params.webhookId);
      if (webhook === undefined) return refuse(404, "No such webhook");
      const { url, events, configuration } = webhookSchema.parse(body);
      return ok(webhookAnswer(Object.assign(webhook, { url, events, secret: configuration.secret })));
    }),
  },
  {
    method: "DELETE",
    path: `${webhooksPath}/{webhookId}`,
    reply: inRepository(({ webhooks }, { params }) => without(webhooks, params.webhookId)),
  },
  {
    method: "POST",
    path: `${webhooksPath}/test`,
    reply: inRepository(async ({ webhooks }, { query }, world) => {
      const webhook = webhooks.find(({ id }) => String(id) === query.get("webhookId"));
      if (webhook === undefined) return refuse(404, "No such webhook");
      const status = await call(world, webhook, { event: "diagnostics:ping", payload: { test: true } });
      return ok(status === undefined ? { result: { description: "Connection refused" } } : { response: { status } });
    }),
  },
  {
    method: "GET",
    path: `${requiredPath}/conditions`,
    reply: inRepository(({ conditions }, { query }, world) => ok(page(conditions.map(conditionAnswer), query, world))),
  },
  {
    method: "POST",
    path: `${requiredPath}/condition`,
    reply: inRepository(({ conditions }, { body }) => {
      const condition = { id: conditions.length + 15, body: conditionSchema.parse(body) };
      conditions.push(condition);
      return ok(conditionAnswer(condition));
    }),
  },
  {
    method: "DELETE",
    path: `${requiredPath}/condition/{id}`,
    reply: inRepository(({ conditions }, { params }) => without(conditions, params.id)),
  },
];

let calls = 0;

/** Tells whoever asked to be told, signed with his secret; the status of the answer, or nothing where there was none. */
export async function call(
  { origins }: World,
  { url, secret }: Repository["webhooks"][number],
  { event, payload }: { readonly event: string; readonly payload: unknown },
): Promise<number | undefined> {
  const body = JSON.stringify(payload);
  const [origin = "", place = ""] = [...origins].find(([known]) => url.startsWith(known)) ?? [];
  calls += 1;
  try {
    const response = await fetch(url.replace(origin, place), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-event-key": event,
        "x-request-id": `request-${calls}`,
        "x-hub-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
      },
      body,
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Its secret is told to nobody. The document leaves out its id, by which it is removed. */
function webhookAnswer({ id, url, events }: Repository["webhooks"][number]) {
  const told: Answer<"RestWebhook"> = {
    url,
    events,
    name: "Headrace",
    active: true,
    configuration: {},
    sslVerificationRequired: true,
  };
  return { id, ...told };
}

function conditionAnswer({ id, body }: Repository["conditions"][number]) {
  return { id, ...body } satisfies Answer<"RestRequiredBuildCondition", keyof typeof body>;
}

function without(list: { readonly id: number }[], id: string | undefined): Reply {
  const place = list.findIndex((one) => String(one.id) === id);
  if (place === -1) return refuse(404, "Not found");
  list.splice(place, 1);
  return { status: 204 };
}
