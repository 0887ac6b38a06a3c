import type { z } from "zod";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { Builds, ForgeBuild } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given, timeOf } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { commitStatusSchema } from "./schema.ts";
import { words } from "./words.ts";

/**
 * What systems said of a commit, Bitbucket's own pipelines among them. Of a pull request the host tells those that were
 * told for its source branch.
 */
export function createBuilds(http: ForgeHttp): Builds {
  async function listAt(at: string, signal: AbortSignal | undefined): Promise<readonly ForgeBuild[]> {
    return (await readAll(http, { path: at, ...given("signal", signal) }, commitStatusSchema)).map(buildOf);
  }

  return {
    list: (repository, commit, signal) => listAt(repositoryPath(repository) + path`/commit/${commit}/statuses`, signal),
    async get(repository, { commit, key }, signal) {
      const at = repositoryPath(repository) + path`/commit/${commit}/statuses/build/${key}`;
      const found = await unlessAbsent(http.json({ path: at, ...given("signal", signal) }, commitStatusSchema));
      return found === undefined ? undefined : buildOf(found);
    },
    ofPullRequest: (repository, id, signal) =>
      listAt(repositoryPath(repository) + path`/pullrequests/${id}/statuses`, signal),
  };
}

function buildOf({ key, name, state, description, url, updated_on }: z.output<typeof commitStatusSchema>): ForgeBuild {
  return {
    key,
    name: name ?? key,
    state: states.get(state ?? "") ?? "unknown",
    ...given("word", state),
    ...given("description", description),
    ...given("url", url),
    ...given("at", timeOf(updated_on)),
  };
}

const states = meaningsOf(words.builds);
