import { z } from "zod";
import { ada } from "./account.ts";
import { commitRoutes } from "./commit-routes.ts";
import { configRoutes } from "./config-routes.ts";
import { downloadRoutes } from "./download-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { identityRoutes } from "./identity-routes.ts";
import { permissionRoutes } from "./permission-routes.ts";
import { inRepository, ok, page, type Reply, type Route } from "./reply.ts";
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
      const found = mine.filter(({ full_name }) => full_name.includes(wanted));
      if (question.query.get("sort") === "-updated_on") found.sort(byUpdate);
      return partOf(page(found.map(repositoryAnswer), question), question.query.get("fields"));
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

function byUpdate(one: Repository, other: Repository): number {
  return Date.parse(other.updated_on ?? "1970") - Date.parse(one.updated_on ?? "1970");
}

/** Of a list, only the fields that were asked for, and of the page none. */
function partOf(reply: Reply, fields: string | null): Reply {
  if (fields === null) return reply;
  const names = fields.split(",").map((field) => field.replace(/^values\./, ""));
  const values = valuesSchema
    .parse(reply.json)
    .values.map((value) => Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name))));
  return { ...reply, json: { values } };
}

const valuesSchema = z.object({ values: z.array(z.record(z.string(), z.unknown())) });

function repositoryAnswer({ uuid, full_name, updated_on }: Repository) {
  const name = full_name.slice(full_name.indexOf("/") + 1);
  return {
    type: "repository",
    uuid,
    full_name,
    name,
    is_private: true,
    scm: "git",
    mainbranch: { type: "branch", name: "main" },
    ...(updated_on === undefined ? {} : { updated_on }),
  } satisfies Answer<"repository">;
}
