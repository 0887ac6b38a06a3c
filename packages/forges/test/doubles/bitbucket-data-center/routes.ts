import { commitRoutes } from "./commit-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { permissionRoutes } from "./permission-routes.ts";
import { inRepository, ok, page, type Route, refuse } from "./reply.ts";
import { settingsRoutes } from "./settings-routes.ts";
import type { Answer } from "./vendor-types.ts";
import type { Repository } from "./world.ts";

const inPlace = "/api/latest/projects/{projectKey}/repos/{repositorySlug}";

const properties: Answer<"RestApplicationProperties"> = {
  version: "9.2.1",
  buildNumber: "9002001",
  buildDate: "1700000000000",
  displayName: "Bitbucket",
};

export const routes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/latest/application-properties",
    isOpen: true,
    reply: () => ok(properties),
  },
  {
    method: "GET",
    path: "/api/latest/build/capabilities",
    reply: ({ takesRichBuilds }) => {
      const told: Answer<"RestBuildCapabilities"> = { buildStatus: takesRichBuilds ? ["richBuildStatus"] : [] };
      return ok(told);
    },
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
      const found = world.repositories.filter(
        ({ project, slug }) => (key ?? project) === project && slug.includes(name),
      );
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
        : ok({ id: `refs/heads/${branch}`, displayId: branch, type: "BRANCH" } satisfies Answer<"RestMinimalRef">),
    ),
  },
  ...commitRoutes,
  ...settingsRoutes,
  ...fileRoutes,
  ...permissionRoutes,
];

function repositoryAnswer({ origin, ...repository }: Repository) {
  const whence = origin === undefined ? {} : { origin: plainAnswer(origin) };
  return { ...plainAnswer(repository), ...whence } satisfies Answer<"RestRepository">;
}

function plainAnswer({ id, project, slug }: Pick<Repository, "id" | "project" | "slug">) {
  return {
    id,
    slug,
    name: slug,
    scmId: "git",
    public: false,
    // A person's own project is called by the person.
    project: { key: project, name: project.replace(/^~/, "") },
  } satisfies Answer<"RestRepository">;
}
