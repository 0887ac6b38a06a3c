import type { z } from "zod";
import { ForgeError, type ForgeHttp, path } from "../http/index.ts";
import type { ForgeRepository, Repositories } from "../ports/index.ts";
import { given } from "../values.ts";
import { branchSchema, pageSchema, repositorySchema } from "./schema.ts";

const pageLength = 100;

/** @param baseUrl of the host, without a slash at its end. */
export function createRepositories(http: ForgeHttp, baseUrl: string): Repositories {
  const page = pageSchema(repositorySchema);
  const repositoryOf = ({ id, slug, project, ...rest }: z.output<typeof repositorySchema>): ForgeRepository => ({
    id: String(id),
    repository: { owner: project.key, name: slug },
    isPrivate: rest.public !== true,
    cloneUrl: baseUrl + path`/scm/${project.key.toLowerCase()}/${slug}.git`,
  });
  return {
    async list(owner, { from, search, signal } = {}) {
      const query = { projectkey: owner, name: search, start: from, limit: pageLength };
      const answer = await http.json({ path: "/api/latest/repos", query, ...given("signal", signal) }, page);
      const next = answer.isLastPage === false ? answer.nextPageStart : undefined;
      // Older hosts do not know the filter by the project's key.
      const mine = answer.values.filter(({ project }) => project.key.toLowerCase() === owner.toLowerCase());
      return { items: mine.map(repositoryOf), ...given("next", next == null ? undefined : String(next)) };
    },
    async get({ owner, name }, signal) {
      const at = path`/api/latest/projects/${owner}/repos/${name}`;
      const found = await http.json({ path: at, ...given("signal", signal) }, repositorySchema);
      const branch = await http
        .json({ path: `${at}/default-branch`, ...given("signal", signal) }, branchSchema)
        .catch(noBranch);
      return { ...repositoryOf(found), ...given("defaultBranch", branch?.displayId) };
    },
  };
}

/** Nothing was pushed to it yet. */
function noBranch(error: unknown): undefined {
  if (error instanceof ForgeError && error.code === "forge-not-found") return undefined;
  throw error;
}
