import type { Concurrency, Template, Variables } from "./pipeline.ts";
import type { Step } from "./step.ts";

export const stageCategories = ["source", "build", "test", "security", "deploy", "notify", "custom"] as const;
export type StageCategory = (typeof stageCategories)[number];

/** A node of the graph: one environment, ordered steps, needs. */
export interface Stage {
  /** The key in `stages`: unique, used in `needs`, in events and in `--stage`. */
  readonly id: string;
  /** Shown to people; the id unless said. */
  readonly name: string;
  readonly category: StageCategory;
  readonly group?: string;
  readonly needs: readonly Need[];
  /** An expression without its `${{ }}`, evaluated once when all needs are settled. */
  readonly when?: string;
  readonly matrix?: Matrix;
  /** The stage type this stage was written with; its `steps` are already expanded. */
  readonly uses?: StageTypeUse;
  readonly steps: readonly Step[];
  /** Run whatever happened to `steps`, also after a cancel. */
  readonly afterSteps: readonly Step[];
  readonly shell: string;
  readonly workingDirectory?: Template;
  readonly variables: Variables;
  /** Names of secrets injected as environment variables of the same name. */
  readonly secrets: readonly string[];
  readonly checkout: boolean;
  readonly cache: readonly CacheUse[];
  readonly artifacts: readonly ArtifactDeclaration[];
  readonly outputs: Readonly<Record<string, Template>>;
  readonly reports?: Reports;
  readonly gates?: Gates;
  readonly retry: Retry;
  readonly resources?: Resources;
  /** Milliseconds, or a template that gives a duration at the stage's start. */
  readonly timeout?: number | Template;
  readonly allowFailure: AllowFailure;
  readonly reuse?: Reuse;
  readonly environment?: EnvironmentUse;
  readonly approval?: ApprovalRule;
  readonly rollback?: { readonly steps: readonly Step[] };
  readonly image?: Template;
  readonly services: readonly Service[];
  readonly network?: "none" | "services" | "full";
  readonly runsOn: readonly string[];
  readonly priority?: number;
  readonly concurrency?: Concurrency;
}

export interface Need {
  readonly stage: string;
  /** Which artifacts of that stage are unpacked into this one's workspace. */
  readonly artifacts: boolean | readonly string[];
}

export type MatrixValue = string | number | boolean | null;
/** One instance's values; `include` may hold any JSON. */
export type MatrixValues = Readonly<Record<string, unknown>>;

export interface Matrix {
  /**
   * Values by axis, in the file's order; or one expression that gives such an object
   * (`fromJSON(needs.plan.outputs.axes)`), expanded when the needs are settled.
   */
  readonly axes: Readonly<Record<string, readonly unknown[] | Template>> | Template;
  readonly exclude: readonly MatrixValues[] | Template;
  readonly include: readonly MatrixValues[] | Template;
  readonly maxParallel?: number;
  readonly failFast: boolean;
}

export interface StageTypeUse {
  /** As written: `unit-tests`, `platform/build@2`. */
  readonly type: string;
  readonly with: Readonly<Record<string, unknown>>;
}

export interface CacheUse {
  readonly key: Template;
  readonly restoreKeys: readonly Template[];
  readonly paths: readonly string[];
  /** Milliseconds since the entry was last used. */
  readonly ttl?: number;
  readonly scope: "branch" | "pipeline" | "repository";
}

export interface ArtifactDeclaration {
  readonly name: string;
  /** Globs below the workspace; a leading `!` excludes. */
  readonly paths: readonly string[];
  /** Milliseconds. */
  readonly retention?: number;
}

export interface Reports {
  /** Globs of JUnit XML files. */
  readonly junit: readonly string[];
  readonly coverage?: {
    /** An lcov file. */
    readonly path: string;
    /** Least line coverage in percent; below it the stage fails. */
    readonly threshold?: number;
  };
}

/** Checks of what a stage reported; one that does not hold fails the stage. */
export interface Gates {
  /** Least line coverage in percent, of the report that `reports.coverage` names. */
  readonly coverage?: number;
  /** Least share of the tests that ran and passed, in percent, of the reports that `reports.junit` names. */
  readonly passRate?: number;
  /** The most warnings that the steps may print with `::warning::`. */
  readonly warnings?: number;
}

export const retryCauses = ["failed", "timedOut", "outOfMemory", "infrastructure"] as const;
export type RetryCause = (typeof retryCauses)[number];

export interface Retry {
  /** Attempts in all; 1 means none after the first. */
  readonly attempts: number;
  readonly on: readonly RetryCause[];
  /** Milliseconds before the second attempt, doubled for each further one. */
  readonly backoff: number;
}

export interface Resources {
  /** Cores. */
  readonly cpu?: number;
  /** Bytes. */
  readonly memory?: number;
}

export type AllowFailure = boolean | { readonly exitCodes: readonly number[] };

export interface Reuse {
  /** Globs of the files the stage depends on. */
  readonly inputs: readonly string[];
}

export interface EnvironmentUse {
  readonly name: Template;
  readonly url?: Template;
}

export interface ApprovalRule {
  readonly approvers: readonly string[];
  /** How many different people must approve; one who rejects is enough to reject. */
  readonly minimum: number;
  /** Whoever triggered the execution may not approve it. */
  readonly preventSelfApproval: boolean;
  /** Milliseconds; after that it counts as rejected. */
  readonly timeout?: number;
  readonly instructions?: Template;
}

export interface Service {
  readonly id: string;
  readonly image: Template;
  readonly variables: Variables;
  readonly ports: readonly number[];
  readonly ready?: { readonly run: string; readonly interval: number; readonly timeout: number };
}
