import { inRepository, page, type Route } from "./reply.ts";
import type { Answer, Heir } from "./vendor-types.ts";

// Who may do what.

const configPath = "/repositories/{workspace}/{repo_slug}/permissions-config";

export const permissionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${configPath}/users`,
    reply: inRepository(({ grants }, question) => {
      const answers = [...grants.users].map(([name, permission]) => {
        const user = userOf(name);
        return { type: "repository_user_permission", permission, user } satisfies Answer<
          "repository_user_permission",
          "user"
        >;
      });
      return page(answers, question);
    }),
  },
  {
    method: "GET",
    path: `${configPath}/groups`,
    reply: inRepository(({ grants }, question) => {
      const answers = [...grants.groups].map(([name, permission]) => {
        const group: Heir<"object", "group"> = { type: "group", name, slug: name.toLowerCase() };
        return { type: "repository_group_permission", permission, group } satisfies Answer<
          "repository_group_permission",
          "group"
        >;
      });
      return page(answers, question);
    }),
  },
  {
    method: "GET",
    path: "/workspaces/{workspace}/permissions",
    reply: ({ members }, question) => {
      const wanted = /^permission="(\w+)"$/.exec(question.query.get("q") ?? "")?.[1];
      const found = [...(members.get(question.params.workspace ?? "") ?? [])].filter(
        ([, permission]) => wanted === undefined || permission === wanted,
      );
      // The document shows the permission in its example alone.
      const answers = found.map(([name, permission]) => ({
        type: "workspace_membership",
        user: userOf(name),
        permission,
      }));
      return page(answers, question);
    },
  },
];

function userOf(name: string): Heir<"account", "user"> & { readonly nickname: string } {
  return { type: "user", display_name: name, nickname: name.toLowerCase() };
}
