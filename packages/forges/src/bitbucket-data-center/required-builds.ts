import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { RepositoryName, RequiredBuild, RequiredBuilds } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { conditionSchema } from "./schema.ts";

/** Merge checks that demand builds by what they belong to. */
export function createRequiredBuilds(http: ForgeHttp): RequiredBuilds {
  const at = (repository: RepositoryName) => `/required-builds/latest${repositoryPath(repository)}`;
  return {
    async list(repository, signal) {
      const request = { path: `${at(repository)}/conditions`, ...given("signal", signal) };
      return (await readAll(http, request, conditionSchema)).map(conditionOf);
    },
    async create(repository, { parents, branch }, signal) {
      const body = { buildParentKeys: parents, refMatcher: matcherOf(branch) };
      const request = {
        method: "POST",
        path: `${at(repository)}/condition`,
        body,
        ...given("signal", signal),
      } as const;
      return conditionOf(await http.json(request, conditionSchema));
    },
    remove: (repository, id, signal) =>
      http.send({ method: "DELETE", path: at(repository) + path`/condition/${id}`, ...given("signal", signal) }),
  };
}

function matcherOf(branch: string | undefined) {
  if (branch === undefined) return { id: "ANY_REF_MATCHER_ID", type: { id: "ANY_REF" } };
  if (/[*?]/.test(branch)) return { id: branch, type: { id: "PATTERN" } };
  return { id: `refs/heads/${branch}`, type: { id: "BRANCH" } };
}

function conditionOf({ id, buildParentKeys, refMatcher }: z.output<typeof conditionSchema>): RequiredBuild {
  const isAny = refMatcher?.type?.id === "ANY_REF";
  const branch = isAny ? undefined : (refMatcher?.displayId ?? refMatcher?.id)?.replace(/^refs\/heads\//, "");
  return { id: String(id), parents: buildParentKeys, ...given("branch", branch) };
}
