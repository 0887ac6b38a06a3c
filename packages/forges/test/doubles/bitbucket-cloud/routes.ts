import { ada } from "./account.ts";
import { commitRoutes } from "./commit-routes.ts";
import { configRoutes } from "./config-routes.ts";
import { downloadRoutes } from "./download-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { identityRoutes } from "./identity-routes.ts";
import { permissionRoutes } from "./permission-routes.ts";
import { inRepository, ok, page, type Route } from "./reply.ts";
import { runRoutes } from "./run-routes.ts";
import { runnerRoutes } from "./runner-routes.ts";
import { scheduleRoutes } from "./schedule-routes.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { testRoutes } from "./test-routes.ts";
import { variableRoutes } from "./variable-routes.ts";
import type { Answer } from "./vendor-types.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import { newId, type Repository } from "./world.ts";

export const routes: readonly Route[] = [
  { method: "GET", path: "/user", reply: () => ok({ ...ada, uuid: newId() }) },
  {
    method: "GET",
    path: "/repositories/{workspace}",
    reply: (world, question) => {
      const mine = [...world.repositories.values()].filter((one) =>
        one.full_name.startsWith(`${question.params.workspace}/`),
      );
      const wanted = /^name ~ "(.*)"$/.exec(question.query.get("q") ?? "")?.[1] ?? "";
      return page(mine.filter(({ full_name }) => full_name.includes(wanted)).map(repositoryAnswer), question);
    },
  },
  {
    method: "GET",
    path: "/repositories/{workspace}/{repo_slug}",
    reply: inRepository((repository) => ok(repositoryAnswer(repository))),
  },
  ...runRoutes,
  ...testRoutes,
  ...fileRoutes,
  ...variableRoutes,
  ...scheduleRoutes,
  ...commitRoutes,
  ...webhookRoutes,
  ...permissionRoutes,
  ...settingsRoutes,
  ...configRoutes,
  ...runnerRoutes,
  ...identityRoutes,
  ...downloadRoutes,
];

function repositoryAnswer({ uuid, full_name, runs }: Repository) {
  const name = full_name.slice(full_name.indexOf("/") + 1);
  const last = runs.at(-1);
  return {
    type: "repository",
    uuid,
    full_name,
    name,
    is_private: true,
    scm: "git",
    mainbranch: { type: "branch", name: "main" },
    // What was pushed last has started a run.
    ...(last === undefined ? {} : { updated_on: last.created_on }),
  } satisfies Answer<"repository">;
}
