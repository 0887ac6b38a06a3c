import type { RepositoryName } from "./repositories.ts";
import type { ForgeRun } from "./runs.ts";

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

export interface Control {
  /** Is never repeated by itself once it may have arrived. */
  start(repository: RepositoryName, request: StartRequest): Promise<ForgeRun>;
  /** `over` when there is nothing left to stop. */
  stop(repository: RepositoryName, run: string, signal?: AbortSignal): Promise<"stopping" | "over">;
}
