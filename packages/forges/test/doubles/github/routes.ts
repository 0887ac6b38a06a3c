import { accountAnswer, repositoryAnswer } from "./answers.ts";
import { appRoutes } from "./app-routes.ts";
import { artifactRoutes } from "./artifact-routes.ts";
import { commitRoutes } from "./commit-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { repositoryOf } from "./moved.ts";
import { permissionRoutes } from "./permission-routes.ts";
import { inRepository, missing, ok, type Question, type Reply, type Route } from "./reply.ts";
import { reviewRoutes } from "./review-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { runnerRoutes } from "./runner-routes.ts";
import { settingRoutes } from "./setting-routes.ts";
import type { Schemas } from "./vendor-types.ts";
import { workflowRoutes } from "./workflow-routes.ts";
import type { Repository, World } from "./world.ts";

export const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/user",
    reply: () => ({
      ...ok(accountAnswer),
      headers: { "github-authentication-token-expiration": "2027-01-31 10:00:00 UTC" },
    }),
  },
  {
    method: "GET",
    path: "/orgs/{org}",
    reply: ({ plans }, { params: { org = "" } }) => {
      const name = plans.get(org);
      if (name === undefined) return missing;
      const plan: Schemas["organization-full"]["plan"] = { name, space: 976_562_499, private_repos: 9_999 };
      return ok({ login: org, plan });
    },
  },
  {
    method: "GET",
    path: "/orgs/{org}/repos",
    reply: (world, question) =>
      world.users.has(question.params.org ?? "") ? missing : listOf(world, question.params.org, question),
  },
  {
    method: "GET",
    path: "/users/{username}/repos",
    reply: (world, question) => listOf(world, question.params.username, question),
  },
  {
    method: "GET",
    path: "/search/repositories",
    reply: ({ repositories }, { query }) => {
      const words = (query.get("q") ?? "").split(" ").filter((word) => !/^(in|fork):/.test(word));
      const items = [...repositories.values()].filter(({ full_name }) => {
        const [owner = "", name = ""] = full_name.split("/");
        return words.every((word) => word === `user:${owner}` || name.includes(word));
      });
      return ok({ total_count: items.length, incomplete_results: false, items: items.map(repositoryAnswer) });
    },
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}",
    reply: inRepository((repository) => ok(repositoryAnswer(repository))),
  },
  {
    method: "GET",
    path: "/repositories/{repository_id}",
    reply: (world, { params }) => {
      const found = repositoryOf(world, params.repository_id);
      return found === undefined ? missing : ok(repositoryAnswer(found));
    },
  },
  ...runRoutes,
  ...reviewRoutes,
  ...artifactRoutes,
  ...workflowRoutes,
  ...commitRoutes,
  ...appRoutes,
  ...fileRoutes,
  ...settingRoutes,
  ...runnerRoutes,
  ...permissionRoutes,
];

/** An owner's repositories, in the order of their pushes where that is asked for. */
function listOf({ repositories }: World, owner: string | undefined, { query }: Question): Reply {
  const mine = [...repositories.values()].filter(({ full_name }) => full_name.startsWith(`${owner}/`));
  const inOrder = query.get("sort") === "pushed" ? mine.toSorted(byPush) : mine;
  if (query.get("direction") === "desc") inOrder.reverse();
  return ok(inOrder.slice(0, Number(query.get("per_page") ?? 30)).map(repositoryAnswer));
}

function byPush(one: Repository, other: Repository): number {
  return Date.parse(one.pushed_at) - Date.parse(other.pushed_at);
}
