import { type ForgeHttp, path } from "../http/index.ts";
import type { Builds, ForgeBuild, RepositoryName } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { given, timeOf } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { combinedStatusSchema, pullHeadSchema } from "./schema.ts";
import { words } from "./words.ts";

/** The newest status of each context; what GitHub's own Actions and apps check stands among the runs. */
export function createBuilds(http: ForgeHttp): Builds {
  async function list(
    repository: RepositoryName,
    commit: string,
    signal?: AbortSignal,
  ): Promise<readonly ForgeBuild[]> {
    const at = repositoryPath(repository) + path`/commits/${commit}/status`;
    const query = { per_page: 100 };
    const { statuses } = await http.json({ path: at, query, ...given("signal", signal) }, combinedStatusSchema);
    return statuses.map(({ context, state, description, target_url, updated_at }) => ({
      key: context,
      name: context,
      state: states.get(state) ?? "unknown",
      word: state,
      ...given("description", description),
      ...given("url", target_url),
      ...given("at", timeOf(updated_at)),
    }));
  }

  return {
    list,
    async get(repository, { commit, key }, signal) {
      return (await list(repository, commit, signal)).find((build) => build.key === key);
    },
    async ofPullRequest(repository, number, signal) {
      const at = repositoryPath(repository) + path`/pulls/${number}`;
      const { head } = await http.json({ path: at, ...given("signal", signal) }, pullHeadSchema);
      return await list(repository, head.sha, signal);
    },
  };
}

const states = meaningsOf(words.builds);
