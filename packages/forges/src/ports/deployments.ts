import type { RepositoryName } from "./repositories.ts";
import type { Told } from "./statuses.ts";

/** What a run of ours brings into an environment. */
export interface DeploymentReport {
  readonly commit: string;
  /** Of this deployment, in whatever state. */
  readonly key: string;
  /** Grows from one deployment of a pipeline to the next. */
  readonly sequence: number;
  readonly state: DeploymentState;
  readonly environment: { readonly name: string; readonly url?: string };
  /** For people: `shop #12`. */
  readonly name: string;
  readonly description: string;
  /** The run's page. */
  readonly url: string;
}

export type DeploymentState = "running" | "success" | "failed" | "cancelled" | "rolledBack";

export interface Deployments {
  /** Gives what the host calls it, where it has to be told with it the next time. */
  tell(
    repository: RepositoryName,
    deployment: DeploymentReport,
    before: Told,
    signal?: AbortSignal,
  ): Promise<string | undefined>;
}
