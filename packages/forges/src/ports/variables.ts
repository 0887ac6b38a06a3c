import type { RepositoryName } from "./repositories.ts";

/** Where a variable belongs. */
export type VariableLevel =
  | { readonly kind: "owner"; readonly owner: string }
  | { readonly kind: "repository"; readonly repository: RepositoryName }
  | { readonly kind: "environment"; readonly repository: RepositoryName; readonly environment: string };

/** The value of a secured one is never read. */
export type ForgeVariable =
  | { readonly id: string; readonly key: string; readonly secured: true }
  | { readonly id: string; readonly key: string; readonly secured: false; readonly value: string };

export interface NewVariable {
  readonly key: string;
  readonly value: string;
  readonly secured: boolean;
}

export interface Variables {
  list(level: VariableLevel, signal?: AbortSignal): Promise<readonly ForgeVariable[]>;
  /** Throws `forge-refused` with status 409 when the key is taken. */
  create(level: VariableLevel, variable: NewVariable, signal?: AbortSignal): Promise<ForgeVariable>;
  replace(level: VariableLevel, id: string, variable: NewVariable, signal?: AbortSignal): Promise<ForgeVariable>;
  remove(level: VariableLevel, id: string, signal?: AbortSignal): Promise<void>;
}
