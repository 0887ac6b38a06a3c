import { type ForgeHttp, path } from "../http/index.ts";
import type { Builds } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given, timeOf } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { commitStatusSchema } from "./schema.ts";
import { words } from "./words.ts";

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
        ...given("word", state),
        ...given("description", description),
        ...given("url", url),
        ...given("at", timeOf(updated_on)),
      }));
    },
  };
}

const states = meaningsOf(words.builds);
