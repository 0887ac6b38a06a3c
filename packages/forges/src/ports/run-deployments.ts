import type { RepositoryName } from "./repositories.ts";
import type { ForgeRun } from "./runs.ts";

/** A stage of a run that brings something into an environment. */
export interface StageDeployment {
  /** As the forge calls the stage. */
  readonly stage: string;
  /** The environment's name. */
  readonly environment: string;
}

/** What is known of a repository's deployments for as long as it is held: what was asked once is not asked again. */
export interface KnownDeployments {
  /** Those of a run's own stages. Of runs that are much older than the newest deployments none are told. */
  of(run: ForgeRun): Promise<readonly StageDeployment[]>;
}

/** What the forge's own runs deploy. */
export interface RunDeployments {
  open(repository: RepositoryName, signal?: AbortSignal): KnownDeployments;
}
