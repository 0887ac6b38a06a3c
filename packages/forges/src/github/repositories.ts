import type { z } from "zod";
import { type ForgeHttp, path, unlessAbsent } from "../http/index.ts";
import type { ForgeRepository, Repositories } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { repositoriesSchema, repositoryChangesSchema, repositorySchema } from "./schema.ts";

const pageLength = 100;
/** GitHub finds no more. https://docs.github.com/rest/search/search */
const mostFound = 1_000;

export function createRepositories(http: ForgeHttp): Required<Repositories> {
  const users = new Set<string>();

  /** Undefined where there is no such organization, or no such user. */
  function changesOf(at: string, signal: AbortSignal | undefined) {
    const query = { sort: "pushed", direction: "desc", per_page: pageLength };
    return unlessAbsent(http.json({ path: `${at}/repos`, query, ...given("signal", signal) }, repositoryChangesSchema));
  }

  return {
    // The search knows users and organizations alike, and what is private where the token may see it.
    async list(owner, { from = "1", search, signal } = {}) {
      const page = Number(from);
      const q = [...wordsOf(search), `user:${wordOf(owner)}`, "fork:true"].join(" ");
      const query = { q, page, per_page: pageLength };
      const answer = await http.json(
        { path: "/search/repositories", query, ...given("signal", signal) },
        repositoriesSchema,
      );
      const isLast = answer.items.length === 0 || page * pageLength >= Math.min(answer.total_count, mostFound);
      return { items: answer.items.map(repositoryOf), ...(isLast ? {} : { next: String(page + 1) }) };
    },
    async get({ owner, name }, signal) {
      return repositoryOf(
        await http.json({ path: path`/repos/${owner}/${name}`, ...given("signal", signal) }, repositorySchema),
      );
    },
    async changed(owner, signal) {
      const ofUser = path`/users/${owner}`;
      const ofOrganization = users.has(owner) ? undefined : await changesOf(path`/orgs/${owner}`, signal);
      // Of a user only what is public is listed in this order.
      if (ofOrganization === undefined) users.add(owner);
      const answer = ofOrganization ?? (await changesOf(ofUser, signal)) ?? [];
      return answer.slice(0, pageLength).flatMap(({ id, pushed_at }) => {
        const updatedAt = timeOf(pushed_at);
        return updatedAt === undefined ? [] : [{ id: String(id), updatedAt }];
      });
    },
    async byId(_, id, signal) {
      const request = { path: path`/repositories/${id}`, ...given("signal", signal) };
      const found = await unlessAbsent(http.json(request, repositorySchema));
      return found === undefined ? undefined : repositoryOf(found);
    },
  };
}

/** What is no letter, digit, `.`, `_` or `-` stands in no name, and could be a qualifier of the search. */
function wordOf(text: string): string {
  return text.replace(/[^\w.-]/g, "");
}

function wordsOf(search: string | undefined): readonly string[] {
  const word = wordOf(search ?? "");
  return word === "" ? [] : [word, "in:name"];
}

function repositoryOf(answer: z.output<typeof repositorySchema>): ForgeRepository {
  return {
    id: String(answer.id),
    repository: { owner: answer.owner.login, name: answer.name },
    isPrivate: answer.private,
    ...given("defaultBranch", answer.default_branch),
    cloneUrl: answer.clone_url,
    ...given("updatedAt", timeOf(answer.pushed_at)),
  };
}
