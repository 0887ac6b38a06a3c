import type { z } from "zod";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { ForgeRepository, Repositories } from "../ports/index.ts";
import { given } from "../values.ts";
import { branchSchema, pageSchema, repositorySchema } from "./schema.ts";

const pageLength = 100;
/** What a host gives at once at most, unless its administrator wants it otherwise. */
const longestPage = 1_000;
const mostPages = 20;

/** @param baseUrl of the host, without a slash at its end. */
export function createRepositories(http: ForgeHttp, baseUrl: string): Repositories {
  const page = pageSchema(repositorySchema);
  const repositoryOf = ({
    id,
    slug,
    project,
    origin,
    ...rest
  }: z.output<typeof repositorySchema>): ForgeRepository => ({
    id: String(id),
    repository: { owner: project.key, name: slug },
    isPrivate: rest.public !== true,
    ...given("forkOf", origin == null ? undefined : String(origin.id)),
    cloneUrl: baseUrl + path`/scm/${project.key.toLowerCase()}/${slug}.git`,
  });
  async function findIn(projectkey: string | undefined, id: string, signal: AbortSignal | undefined) {
    let start: number | null | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const query = { projectkey, start: start ?? undefined, limit: longestPage };
      const answer = await http.json({ path: "/api/latest/repos", query, ...given("signal", signal) }, page);
      const found = answer.values.find((one) => String(one.id) === id);
      start = answer.nextPageStart;
      if (found !== undefined || answer.isLastPage !== false || start == null) return found;
    }
    return undefined;
  }
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
      // Where nothing was pushed to it yet, there is none.
      const branch = await unlessAbsent(
        http.json({ path: `${at}/default-branch`, ...given("signal", signal) }, branchSchema),
      );
      return { ...repositoryOf(found), ...given("defaultBranch", branch?.displayId) };
    },
    // No address has a repository by its id: it is looked for where it was, and then wherever the token sees.
    async byId(owner, id, signal) {
      for (const project of [owner, undefined]) {
        const found = await findIn(project, id, signal);
        if (found !== undefined) return repositoryOf(found);
      }
      return undefined;
    },
  };
}
