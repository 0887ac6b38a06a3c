import type { StartRequest } from "./control.ts";
import type { RepositoryName } from "./repositories.ts";
import type { ForgeRun } from "./runs.ts";

export interface OnDemandRequest extends StartRequest {
  /** A whole definition in the forge's own language, which counts for this run alone. */
  readonly definition: string;
  /** Which pipeline of the definition. */
  readonly pipeline: string;
}

/** What runs such a run again, beside its variables. */
export type OnDemandRun = Pick<OnDemandRequest, "target" | "definition" | "pipeline">;

/** Runs of a definition that no commit holds. */
export interface OnDemand {
  /**
   * Is never repeated by itself once it may have arrived. Throws `invalid-argument` for values that are too long to be
   * sent.
   */
  start(repository: RepositoryName, request: OnDemandRequest): Promise<ForgeRun>;
}
