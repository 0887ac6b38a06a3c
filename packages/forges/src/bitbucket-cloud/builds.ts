import { type ForgeHttp, path } from "../http/index.ts";
import type { Builds, ForgeBuild } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { commitStatusSchema } from "./schema.ts";

/** What systems said of a commit, Bitbucket's own pipelines among them. */
export function createBuilds(http: ForgeHttp): Builds {
  return {
    async list(repository, commit, signal) {
      const at = repositoryPath(repository) + path`/commit/${commit}/statuses`;
      const found = await readAll(http, { path: at, ...given("signal", signal) }, commitStatusSchema);
      return found.map(({ key, name, state, description, url, updated_on }) => ({
        key,
        name: name ?? key,
        state: states.get(state ?? "") ?? "unknown",
        ...given("description", description),
        ...given("url", url),
        ...given("at", timeOf(updated_on)),
      }));
    },
  };
}

const states: ReadonlyMap<string, ForgeBuild["state"]> = new Map([
  ["SUCCESSFUL", "success"],
  ["FAILED", "failed"],
  ["INPROGRESS", "running"],
  ["STOPPED", "cancelled"],
]);
