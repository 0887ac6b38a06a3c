import type { OnDemandRun } from "./on-demand.ts";
import type { RepositoryName } from "./repositories.ts";
import type { ForgeRun, RunName } from "./runs.ts";

export interface StartRequest {
  /** A branch or a tag, at its newest commit unless one is said; or a commit alone. */
  readonly target:
    | { readonly kind: "branch" | "tag"; readonly name: string; readonly commit?: string }
    | { readonly kind: "commit"; readonly commit: string };
  /** A definition that is started by its name; the one that belongs to the target unless said. */
  readonly pipeline?: string;
  readonly variables?: readonly StartVariable[];
  readonly signal?: AbortSignal;
}

export interface StartVariable {
  readonly key: string;
  readonly value: string;
  readonly secured: boolean;
}

export interface StopRequest {
  /** At once, without what would still be run at its end. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

export interface RerunRequest {
  readonly run: RunName;
  /** All of it, what did not succeed, or one stage and what needs it. */
  readonly part:
    | { readonly kind: "all" | "failed" }
    | {
        readonly kind: "from";
        /** As the forge calls it. */
        readonly stage: string;
      };
  /** Win over those of the run. */
  readonly variables?: readonly StartVariable[];
  /** Of a run whose definition no commit holds. */
  readonly onDemand?: OnDemandRun;
  readonly signal?: AbortSignal;
}

export interface Control {
  /**
   * Is never repeated by itself once it may have arrived. Throws `invalid-argument` for what the forge cannot start so.
   */
  start(repository: RepositoryName, request: StartRequest): Promise<ForgeRun>;
  /** `over` when there is nothing left to stop. */
  stop(repository: RepositoryName, run: string, request?: StopRequest): Promise<"stopping" | "over">;
  /**
   * Gives the new run, or the new attempt. Throws `invalid-argument` for a part that the forge cannot run by itself, and
   * where values have to be given anew.
   */
  rerun(repository: RepositoryName, request: RerunRequest): Promise<ForgeRun>;
}
