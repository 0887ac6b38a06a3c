import { link, userAnswer } from "./answers.ts";
import { inRepository, missing, ok, type Question, type Route } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";

// Who may do what.

const repositoryPath = "/repos/{owner}/{repo}";

export const permissionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${repositoryPath}/collaborators`,
    reply: inRepository(({ collaborators }, question) =>
      ok(
        pageOf([...collaborators], question).map(([login, role]): Schemas["collaborator"] => ({
          ...userAnswer(login),
          permissions: rightsOf(role),
          role_name: role,
        })),
      ),
    ),
  },
  {
    method: "GET",
    path: `${repositoryPath}/teams`,
    reply: inRepository(({ teams }, question) =>
      teams === undefined ? missing : ok(pageOf([...teams], question).map(teamAnswer)),
    ),
  },
];

function teamAnswer([name, role]: readonly [string, string]): Schemas["team"] {
  return {
    id: 1,
    node_id: "T1",
    name,
    slug: name.toLowerCase(),
    description: null,
    type: "organization",
    parent: null,
    permission: role,
    permissions: rightsOf(role),
    url: link,
    html_url: link,
    members_url: link,
    repositories_url: link,
  };
}

/** A list alone, without how many there are. */
function pageOf<Item>(all: readonly Item[], { query }: Question): readonly Item[] {
  const [page, length] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 30)];
  return all.slice((page - 1) * length, page * length);
}

/** Of a role with a name of the organization's own: those of whoever may write. */
function rightsOf(role: string) {
  const roles = ["pull", "triage", "push", "maintain", "admin"];
  const rank = roles.includes(role) ? roles.indexOf(role) : 2;
  const may = (name: string): boolean => roles.indexOf(name) <= rank;
  return {
    pull: may("pull"),
    triage: may("triage"),
    push: may("push"),
    maintain: may("maintain"),
    admin: may("admin"),
  };
}
