import { type ForgeHttp, path } from "../http/index.ts";
import type { DeploymentReport, Deployments, RepositoryName } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { deploymentsSchema, madeSchema } from "./schema.ts";
import { words } from "./words.ts";

/** Deployments with their states. What a run of ours has begun already waits for no check and merges nothing. */
export function createDeployments(http: ForgeHttp): Deployments {
  /** One that was made, where the answer that told of it was lost. */
  async function find(
    repository: RepositoryName,
    { commit, environment, key }: DeploymentReport,
    signal?: AbortSignal,
  ) {
    const query = { sha: commit, environment: environment.name, per_page: 100 };
    const at = `${repositoryPath(repository)}/deployments`;
    const found = await http.json({ path: at, query, ...given("signal", signal) }, deploymentsSchema);
    return found.find(({ payload }) => payload?.headrace === key)?.id;
  }

  async function make(repository: RepositoryName, deployment: DeploymentReport, signal?: AbortSignal) {
    const { commit, environment, description, key } = deployment;
    const body = {
      ref: commit,
      environment: environment.name,
      description: description.slice(0, 140),
      auto_merge: false,
      required_contexts: [],
      payload: { headrace: key },
    };
    const at = `${repositoryPath(repository)}/deployments`;
    return (await http.json({ method: "POST", path: at, body, ...given("signal", signal) }, madeSchema)).id;
  }

  return {
    async tell(repository, deployment, before, signal) {
      const known = before.id ?? (before.mayBeThere === true ? await find(repository, deployment, signal) : undefined);
      const id = known ?? (await make(repository, deployment, signal));
      const { state, description, url, environment } = deployment;
      await http.send({
        method: "POST",
        path: repositoryPath(repository) + path`/deployments/${id}/statuses`,
        body: {
          state: wordFor(words.deployments, state),
          description: description.slice(0, 140),
          log_url: url,
          ...given("environment_url", environment.url),
        },
        ...given("signal", signal),
      });
      return String(id);
    },
  };
}
