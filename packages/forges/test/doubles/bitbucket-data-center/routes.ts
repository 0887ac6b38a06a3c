import type { components } from "@coderabbitai/bitbucket/server/openapi";
import { commitRoutes } from "./commit-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { inRepository, ok, page, type Route, refuse } from "./reply.ts";
import { settingsRoutes } from "./settings-routes.ts";
import type { Repository } from "./world.ts";

type Schemas = components["schemas"];

const inPlace = "/api/latest/projects/{projectKey}/repos/{repositorySlug}";

export const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/latest/application-properties",
    isOpen: true,
    reply: () => ok({ version: "9.2.1", buildNumber: "9002001", buildDate: "1700000000000", displayName: "Bitbucket" }),
  },
  {
    method: "GET",
    path: "/api/latest/build/capabilities",
    reply: ({ takesRichBuilds }) => ok({ buildStatus: takesRichBuilds ? ["richBuildStatus"] : [] }),
  },
  {
    method: "GET",
    path: "/api/latest/deployment/capabilities",
    reply: ({ takesDeployments }) => (takesDeployments ? ok({}) : refuse(404, "Deployments are switched off")),
  },
  {
    method: "GET",
    path: "/api/latest/profile/recent/repos",
    reply: (world, { query }) => ({
      ...ok(page(world.repositories.map(repositoryAnswer), query, world)),
      headers: { "x-ausername": "ada" },
    }),
  },
  {
    method: "GET",
    path: "/api/latest/repos",
    reply: (world, { query }) => {
      const [key, name] = [query.get("projectkey"), query.get("name") ?? ""];
      const found = world.repositories.filter(({ project, slug }) => project === key && slug.includes(name));
      return ok(page(found.map(repositoryAnswer), query, world));
    },
  },
  { method: "GET", path: inPlace, reply: inRepository((repository) => ok(repositoryAnswer(repository))) },
  {
    method: "GET",
    path: `${inPlace}/default-branch`,
    reply: inRepository(({ branch }) =>
      branch === undefined
        ? refuse(404, "The repository has no branches")
        : ok({ id: `refs/heads/${branch}`, displayId: branch, type: "BRANCH" }),
    ),
  },
  ...commitRoutes,
  ...settingsRoutes,
  ...fileRoutes,
];

function repositoryAnswer({ id, project, slug }: Repository) {
  const told = { id, slug, name: slug, scmId: "git", public: false } satisfies Schemas["RestRepository"];
  return { ...told, project: { key: project, name: project } };
}
