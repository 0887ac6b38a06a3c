import { z } from "zod";
import { page, type Question, type Route, refuse, remove, repositoryOf } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";
import { newId, type Webhook, type World } from "./world.ts";

/** Of a repository, and of all of a workspace. */
export const webhookRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/hook_events/{subject_type}",
    reply: ({ hookEvents }, question) =>
      ["repository", "workspace"].includes(question.params.subject_type ?? "")
        ? page(
            hookEvents.map((event) => ({ event })),
            question,
          )
        : refuse(404, "No such subject"),
  },
  ...routesAt("/repositories/{workspace}/{repo_slug}", (world, params) => repositoryOf(world, params)?.webhooks),
  ...routesAt("/workspaces/{workspace}", ({ webhooks }, { workspace = "" }) => {
    const list = webhooks.get(workspace) ?? [];
    webhooks.set(workspace, list);
    return list;
  }),
];

function routesAt(
  path: string,
  find: (world: World, params: Question["params"]) => Webhook[] | undefined,
): readonly Route[] {
  return [
    {
      method: "GET",
      path: `${path}/hooks`,
      reply: (world, question) => {
        const webhooks = find(world, question.params);
        return webhooks === undefined ? refuse(404, "Not found") : page(webhooks.map(webhookAnswer), question);
      },
    },
    {
      method: "POST",
      path: `${path}/hooks`,
      reply: (world, { params, body }) => {
        const webhooks = find(world, params);
        if (webhooks === undefined) return refuse(404, "Not found");
        const webhook = { uuid: newId(), body: z.looseObject({}).parse(body) };
        webhooks.push(webhook);
        return { status: 201, json: webhookAnswer(webhook) };
      },
    },
    {
      method: "PUT",
      path: `${path}/hooks/{uid}`,
      reply: (world, { params, body }) => {
        const webhooks = find(world, params) ?? [];
        const place = webhooks.findIndex(({ uuid }) => uuid === params.uid);
        if (place === -1) return refuse(404, "Not found");
        const webhook = { uuid: params.uid ?? "", body: z.looseObject({}).parse(body) };
        webhooks[place] = webhook;
        return { status: 200, json: webhookAnswer(webhook) };
      },
    },
    {
      method: "DELETE",
      path: `${path}/hooks/{uid}`,
      reply: (world, { params }) => remove(find(world, params) ?? [], params.uid),
    },
  ];
}

/** Its secret is told to nobody. */
function webhookAnswer({ uuid, body: { secret: _, ...body } }: Webhook) {
  return { type: "webhook_subscription", uuid, ...body, secret_set: true } satisfies Answer<
    "webhook_subscription",
    keyof typeof body
  >;
}
