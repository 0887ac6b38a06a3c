import { z } from "zod";
import { hookAnswer } from "./answers.ts";
import { missing, ok, type Question, type Route } from "./reply.ts";
import type { Hook, World } from "./world.ts";

/** Of a repository, or of an organization. */
export function hookRoutes(
  path: string,
  find: (world: World, params: Question["params"]) => Hook[] | undefined,
): readonly Route[] {
  return [
    {
      method: "GET",
      path: `${path}/hooks`,
      reply: (world, { params }) => {
        const hooks = find(world, params);
        return hooks === undefined ? missing : ok(hooks.map(hookAnswer));
      },
    },
    {
      method: "POST",
      path: `${path}/hooks`,
      reply: (world, { params, body }) => {
        const hooks = find(world, params);
        if (hooks === undefined) return missing;
        const hook = { id: hooks.length + 1, body: z.looseObject({}).parse(body) };
        hooks.push(hook);
        return { status: 201, json: hookAnswer(hook) };
      },
    },
    {
      method: "PATCH",
      path: `${path}/hooks/{hook_id}`,
      reply: (world, { params, body }) => {
        const hooks = find(world, params) ?? [];
        const place = hooks.findIndex(({ id }) => String(id) === params.hook_id);
        const before = hooks[place];
        if (before === undefined) return missing;
        const hook = { id: before.id, body: { ...before.body, ...z.looseObject({}).parse(body) } };
        hooks[place] = hook;
        return ok(hookAnswer(hook));
      },
    },
    {
      method: "DELETE",
      path: `${path}/hooks/{hook_id}`,
      reply: (world, { params }) => {
        const hooks = find(world, params) ?? [];
        const place = hooks.findIndex(({ id }) => String(id) === params.hook_id);
        if (place === -1) return missing;
        hooks.splice(place, 1);
        return { status: 204 };
      },
    },
  ];
}

export function listIn(lists: Map<string, Hook[]>, name: string): Hook[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}
