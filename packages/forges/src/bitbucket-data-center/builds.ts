import type { z } from "zod";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { Builds, ForgeBuild, RepositoryName } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import type { Detected } from "./detect.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { buildSchema, pullHeadSchema } from "./schema.ts";
import { words } from "./words.ts";

/**
 * What Jenkins, Bamboo and others said of a commit, and Headrace. The host lists all by the commit alone, of any
 * repository that the token sees: that this one has the commit, or the pull request, is asked first. One by its key is
 * asked of a host before 7.14 by the list.
 */
export function createBuilds(http: ForgeHttp, detected: Detected): Builds {
  async function list(
    repository: RepositoryName,
    commit: string,
    signal?: AbortSignal,
  ): Promise<readonly ForgeBuild[]> {
    await http.send({ path: commitPath(repository, commit), ...given("signal", signal) });
    return await ofCommit(commit, signal);
  }

  async function ofCommit(commit: string, signal: AbortSignal | undefined): Promise<readonly ForgeBuild[]> {
    const at = path`/build-status/latest/commits/${commit}`;
    const request = { path: at, query: { orderBy: "NEWEST" }, ...given("signal", signal) };
    return (await readAll(http, request, buildSchema)).map(buildOf);
  }

  return {
    list,
    async get(repository, { commit, key }, signal) {
      const { takesRichBuilds } = await detected.read(signal);
      if (!takesRichBuilds) return (await list(repository, commit, signal)).find((build) => build.key === key);
      const request = { path: `${commitPath(repository, commit)}/builds`, query: { key }, ...given("signal", signal) };
      const found = await unlessAbsent(http.json(request, buildSchema));
      return found === undefined ? undefined : buildOf(found);
    },
    async ofPullRequest(repository, id, signal) {
      const at = `/api/latest${repositoryPath(repository)}${path`/pull-requests/${id}`}`;
      const { fromRef } = await http.json({ path: at, ...given("signal", signal) }, pullHeadSchema);
      return await ofCommit(fromRef.latestCommit, signal);
    },
  };
}

function commitPath(repository: RepositoryName, commit: string): string {
  return `/api/latest${repositoryPath(repository)}${path`/commits/${commit}`}`;
}

function buildOf(build: z.output<typeof buildSchema>): ForgeBuild {
  const { key, name, state, description, url, updatedDate, createdDate } = build;
  return {
    key,
    name: name ?? key,
    state: states.get(state ?? "") ?? "unknown",
    ...given("word", state),
    ...given("description", description),
    ...given("url", url),
    ...given("at", updatedDate ?? createdDate),
  };
}

const states = meaningsOf(words.builds);
