import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { ForgeRunner, RunnerLevel, Runners } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { madeRunnerSchema, runnerSchema } from "./schema.ts";
import { words } from "./words.ts";

/** https://support.atlassian.com/bitbucket-cloud/docs/runners/ */
export function createRunners(http: ForgeHttp): Required<Runners> {
  return {
    async list(level, signal) {
      const found = await readAll(http, { path: levelPath(level), ...given("signal", signal) }, runnerSchema);
      return found.map(runnerOf);
    },
    async create(level, { name, labels }, signal) {
      const request = { method: "POST", path: levelPath(level), body: { name, labels } } as const;
      const made = await http.json({ ...request, ...given("signal", signal) }, madeRunnerSchema);
      const { id, secret, token_endpoint: tokenEndpoint, audience } = made.oauth_client;
      const signIn = {
        clientId: id,
        clientSecret: secret,
        ...given("tokenEndpoint", tokenEndpoint),
        ...given("audience", audience),
      };
      return { runner: runnerOf(made), signIn };
    },
    async update(level, id, { isEnabled, ...change }, signal) {
      const at = levelPath(level) + path`/${id}`;
      const { name, labels } = await http.json({ path: at, ...given("signal", signal) }, runnerSchema);
      const state = isEnabled === undefined ? undefined : { status: isEnabled ? "ENABLED" : "DISABLED" };
      // What is left out may be taken for empty.
      const body = { uuid: id, name, labels: labels ?? [], ...change, ...given("state", state) };
      return runnerOf(await http.json({ method: "PUT", path: at, body, ...given("signal", signal) }, runnerSchema));
    },
    remove: (level, id, signal) =>
      http.send({ method: "DELETE", path: levelPath(level) + path`/${id}`, ...given("signal", signal) }),
  };
}

function levelPath(level: RunnerLevel): string {
  const of = level.kind === "owner" ? path`/workspaces/${level.owner}` : repositoryPath(level.repository);
  return `${of}/pipelines-config/runners`;
}

const states = meaningsOf(words.runners);

function runnerOf({ uuid, name, labels, state }: z.output<typeof runnerSchema>): ForgeRunner {
  const word = state?.status ?? "";
  return {
    id: uuid,
    name,
    // It is there, and takes nothing new.
    state: state?.cordoned === true && states.get(word) === "online" ? "disabled" : (states.get(word) ?? "unknown"),
    word,
    labels: labels ?? [],
    ...given("version", state?.version?.version),
    ...given("wantedVersion", state?.version?.current),
  };
}
