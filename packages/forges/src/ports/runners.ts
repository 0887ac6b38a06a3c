import type { RepositoryName } from "./repositories.ts";

/** `new`: it has never signed in. */
export const runnerStates = ["online", "offline", "unhealthy", "disabled", "new"] as const;
export type RunnerState = (typeof runnerStates)[number];

/** A machine of one's own on which the forge runs pipelines. */
export interface ForgeRunner {
  readonly id: string;
  readonly name: string;
  readonly state: RunnerState | "unknown";
  /** The forge's own for the state. */
  readonly word: string;
  /** By which pipelines choose it. */
  readonly labels: readonly string[];
  /** Something runs on it; absent where the forge does not tell. */
  readonly isBusy?: boolean;
  /** Of the program that runs there. */
  readonly version?: string;
  /** That the forge wants there, where it tells. */
  readonly wantedVersion?: string;
}

export interface NewRunner {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Absent fields stay as they are. */
export interface RunnerChange {
  readonly name?: string;
  readonly labels?: readonly string[];
  readonly isEnabled?: boolean;
}

/** By what the machine's program signs in. The forge tells the secret this once. */
export interface RunnerSignIn {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenEndpoint?: string;
  readonly audience?: string;
}

/** For one repository, or for all of a workspace or an organization. */
export type RunnerLevel =
  | { readonly kind: "owner"; readonly owner: string }
  | { readonly kind: "repository"; readonly repository: RepositoryName };

export interface Runners {
  /** A few thousand at most. */
  list(level: RunnerLevel, signal?: AbortSignal): Promise<readonly ForgeRunner[]>;
  /** Where a runner can be made before its machine is there. Throws `forge-refused` with status 409 for a taken name. */
  create?(
    level: RunnerLevel,
    runner: NewRunner,
    signal?: AbortSignal,
  ): Promise<{ readonly runner: ForgeRunner; readonly signIn: RunnerSignIn }>;
  /** Throws `invalid-argument` for what the forge cannot change. */
  update(level: RunnerLevel, id: string, change: RunnerChange, signal?: AbortSignal): Promise<ForgeRunner>;
  remove(level: RunnerLevel, id: string, signal?: AbortSignal): Promise<void>;
}
