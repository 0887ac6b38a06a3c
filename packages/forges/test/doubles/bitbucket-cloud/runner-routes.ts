import { z } from "zod";
import type { Runner } from "./pipelines-config.ts";
import { ok, page, type Question, type Reply, type Route, refuse, remove, repositoryOf } from "./reply.ts";
import { newId, type World } from "./world.ts";

/** Of a repository, and of all of a workspace. */
export const runnerRoutes: readonly Route[] = [
  ...routesAt(
    "/repositories/{workspace}/{repo_slug}",
    (world, params) => repositoryOf(world, params)?.pipelines.runners,
  ),
  ...routesAt("/workspaces/{workspace}", ({ runners }, { workspace = "" }) => {
    const list = runners.get(workspace) ?? [];
    runners.set(workspace, list);
    return list;
  }),
];

function routesAt(
  of: string,
  find: (world: World, params: Question["params"]) => Runner[] | undefined,
): readonly Route[] {
  const path = `${of}/pipelines-config/runners`;
  const one = `${path}/{runner_uuid}`;
  const within =
    (reply: (runners: Runner[], question: Question) => Reply): Route["reply"] =>
    (world, question) => {
      const runners = find(world, question.params);
      return runners === undefined ? refuse(404, "Not found") : reply(runners, question);
    };
  const inRunner = (reply: (runner: Runner, question: Question) => Reply) =>
    within((runners, question) => {
      const runner = runners.find(({ uuid }) => uuid === question.params.runner_uuid);
      return runner === undefined ? refuse(404, "No such runner") : reply(runner, question);
    });
  return [
    { method: "GET", path, reply: within((runners, question) => page(runners.map(runnerAnswer), question)) },
    {
      method: "POST",
      path,
      reply: within((runners, { body }) => {
        const given = newSchema.parse(body);
        if (runners.some(({ name }) => name === given.name)) return refuse(409, "There is one of this name");
        const runner: Runner = { uuid: newId(), ...given, status: "UNREGISTERED", cordoned: false };
        runners.push(runner);
        const oauth_client = {
          type: "pipeline_runner_oauth_client",
          id: "client-1",
          secret: "runner-s3cret",
          token_endpoint: "https://auth.atlassian.com/oauth/token",
          audience: "api.atlassian.com",
        };
        return ok({ ...runnerAnswer(runner), oauth_client });
      }),
    },
    { method: "GET", path: one, reply: inRunner((runner) => ok(runnerAnswer(runner))) },
    {
      method: "PUT",
      path: one,
      reply: inRunner((runner, { body }) => {
        const { name, labels, state } = changeSchema.parse(body);
        Object.assign(runner, { name, labels }, state);
        return ok(runnerAnswer(runner));
      }),
    },
    { method: "DELETE", path: one, reply: within((runners, { params }) => remove(runners, params.runner_uuid)) },
  ];
}

const newSchema = z.object({ name: z.string(), labels: z.array(z.string()) });
const changeSchema = newSchema.extend({ state: z.object({ status: z.enum(["ENABLED", "DISABLED"]) }).optional() });

function runnerAnswer({ status, cordoned, ...runner }: Runner) {
  const version = { type: "pipeline_runner_version", version: "3.1.0", current: "3.2.0" };
  return { type: "pipeline_runner", ...runner, state: { type: "pipeline_runner_state", status, cordoned, version } };
}
