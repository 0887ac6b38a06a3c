import { inRepository, ok, page, type Question, type Reply, type Route } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";
import { type Grants, noGrants, type World } from "./world.ts";

// Who may do what.

export const permissionRoutes: readonly Route[] = [
  ...routesAt(
    "/api/latest/projects/{projectKey}",
    (reply) => (world, question) =>
      reply(world.grants.get(question.params.projectKey ?? "") ?? noGrants(), question, world),
  ),
  ...routesAt("/api/latest/projects/{projectKey}/repos/{repositorySlug}", (reply) =>
    inRepository(({ grants }, question, world) => reply(grants, question, world)),
  ),
];

type Within = (reply: (grants: Grants, question: Question, world: World) => Reply) => Route["reply"];

function routesAt(path: string, within: Within): readonly Route[] {
  return [
    {
      method: "GET",
      path: `${path}/permissions/users`,
      reply: within(({ users }, { query }, world) => {
        const answers = [...users].map(
          ([name, permission]): Answer<"RestPermittedUser"> => ({
            permission,
            user: { name: name.toLowerCase(), displayName: name, active: true, type: "NORMAL" },
          }),
        );
        return ok(page(answers, query, world));
      }),
    },
    {
      method: "GET",
      path: `${path}/permissions/groups`,
      reply: within(({ groups }, { query }, world) => {
        const answers = [...groups].map(
          ([name, permission]): Answer<"RestPermittedGroup"> => ({ permission, group: { name } }),
        );
        return ok(page(answers, query, world));
      }),
    },
  ];
}
