import { HeadraceError } from "@headrace/pipeline";
import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { RepositoryName, Reviews } from "../ports/index.ts";
import { given } from "../values.ts";
import { lacks, type Signers } from "./capabilities.ts";
import { actionsPath } from "./runs.ts";
import { reviewsSchema } from "./schema.ts";

/** Deployments that wait for the reviewers of their environment, of whom an app is none, and runs of forks, which a person lets in. */
export function createReviews(http: ForgeHttp, signers: Pick<Signers, "user">): Reviews {
  const pathOf = (repository: RepositoryName, run: string) =>
    actionsPath(repository) + path`/runs/${run}/pending_deployments`;
  const demandUser = (): void => {
    if (signers.user) return;
    const mend = "give the connection a user's token beside its app, or decide on GitHub's page";
    throw new HeadraceError("invalid-argument", lacks.user, { mend });
  };
  const pending = (repository: RepositoryName, run: string, signal: AbortSignal | undefined) =>
    http.json({ path: pathOf(repository, run), ...given("signal", signal) }, reviewsSchema);

  return {
    async list(repository, run, signal) {
      return (await pending(repository, run, signal)).map(reviewOf);
    },
    async decide(repository, run, { environments, decision, comment, signal }) {
      demandUser();
      const waiting = new Map(
        (await pending(repository, run, signal)).map(({ environment: { id, name } }) => [name, id]),
      );
      const ids = environments.map((name) => waiting.get(name) ?? refuse(name, [...waiting.keys()]));
      const body = { environment_ids: ids, state: decision, comment };
      await http.send({ method: "POST", path: pathOf(repository, run), body, ...given("signal", signal) });
    },
    async approveFork(repository, run, signal) {
      demandUser();
      const at = actionsPath(repository) + path`/runs/${run}/approve`;
      await http.send({ method: "POST", path: at, ...given("signal", signal) });
    },
  };
}

function reviewOf({ environment, current_user_can_approve, reviewers = [] }: z.output<typeof reviewsSchema>[number]) {
  return {
    environment: environment.name,
    ...given("mayDecide", current_user_can_approve),
    reviewers: reviewers.flatMap(({ reviewer }) => reviewer?.login ?? reviewer?.name ?? []),
  };
}

function refuse(name: string, waiting: readonly string[]): never {
  throw new HeadraceError("invalid-argument", `no deployment to ${JSON.stringify(name)} waits for a review`, {
    mend: waiting.length === 0 ? "the run waits for nobody" : `these wait: ${waiting.join(", ")}`,
  });
}
