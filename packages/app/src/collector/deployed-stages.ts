import { type Forge, ForgeError, type ForgeRun, type KnownDeployments, type RepositoryName } from "@headrace/forges";
import { environmentNamed } from "../environments/environment-named.ts";
import { makeOnFirstUse } from "../environments/make-on-first-use.ts";
import { isLasting } from "./is-lasting.ts";
import { keyOf, type ObservedStage } from "./observed-run.ts";
import type { RecordNeeds, Watched } from "./record-run.ts";

export interface DeployedStagesRequest {
  readonly forge: Pick<Forge, "runDeployments">;
  readonly watched: Watched;
  readonly repository: RepositoryName;
  readonly signal: AbortSignal;
}

/** Tells of a run's stages where they deploy to. */
export type DeployedStages = (run: ForgeRun, stages: readonly ObservedStage[]) => Promise<readonly ObservedStage[]>;

/**
 * For one turn. The host is asked only where a stage has begun of which that is not recorded: what a stage deploys to is
 * told with its beginning. An environment that is not here is made, as one of a stage that runs here.
 */
export function createDeployedStages(needs: RecordNeeds, request: DeployedStagesRequest): DeployedStages {
  const { forge, watched, repository, signal } = request;
  const known = forge.runDeployments?.open(repository, signal);

  async function begunBefore(run: ForgeRun): Promise<ReadonlySet<string>> {
    const rows = await needs.tables
      .selectFrom("forge_runs")
      .innerJoin("stage_executions", "stage_executions.execution_id", "forge_runs.execution_id")
      .select("instance")
      .where("repository_id", "=", watched.repositoryId)
      .where("run", "=", keyOf(run))
      .where("attempt", ">", 0)
      .execute();
    return new Set(rows.map(({ instance }) => instance));
  }

  async function provide(name: string): Promise<void> {
    const { organizationId, repositoryId } = watched;
    if ((await environmentNamed(needs.tables, repositoryId, name)) !== undefined) return;
    await makeOnFirstUse(needs, { organizationId, repositoryId, name });
  }

  return async (run, stages) => {
    const begun = stages.filter(({ startedAt }) => startedAt !== undefined);
    if (known === undefined || begun.length === 0) return stages;
    const before = await begunBefore(run);
    if (begun.every(({ key }) => before.has(key))) return stages;
    const found = new Map((await deploymentsOf(known, run)).map(({ stage, environment }) => [stage, environment]));
    for (const name of new Set(found.values())) await provide(name);
    return stages.map((stage) => {
      const environment = found.get(stage.id);
      return environment === undefined ? stage : { ...stage, environment };
    });
  };
}

/** Where they cannot be had, the run is recorded without them. */
async function deploymentsOf(known: KnownDeployments, run: ForgeRun) {
  try {
    return await known.of(run);
  } catch (error) {
    if (error instanceof ForgeError && isLasting(error)) return [];
    throw error;
  }
}
