import type { StageCategory } from "../model/stage.ts";
import type { PipelineText } from "../schema/pipeline.ts";

/**
 * What an input takes. `path` is text that names a file, `list` several texts, `services` what the stage's key
 * `services` takes. `secret` is the only type that may read `${{ secrets.NAME }}`.
 */
export const stageTypeInputTypes = [
  "string",
  "number",
  "boolean",
  "choice",
  "path",
  "list",
  "secret",
  "services",
] as const;

export interface StageTypeInput {
  readonly name: string;
  readonly type: (typeof stageTypeInputTypes)[number];
  readonly description: string;
  /** Must be given; an input that is neither required nor defaulted is empty. */
  readonly required?: boolean;
  readonly default?: string | number | boolean | readonly string[];
  /** Of a choice. */
  readonly options?: readonly string[];
  /** Needed when the pipeline is read, so it holds no expression. */
  readonly literal?: boolean;
}

export interface StageTypeOutput {
  readonly name: string;
  readonly description: string;
}

/** The inputs given to a use, checked by their types and with defaults. Texts may hold expressions. */
export type StageTypeInputs = Readonly<Record<string, unknown>>;

type StageText = PipelineText["stages"][string];
export type ServicesText = NonNullable<StageText["services"]>;

/** A step of a stage type, as it would be written. */
export interface StageTypeStep {
  readonly run: string;
  readonly id?: string;
  readonly name?: string;
  readonly shell?: string;
  readonly workingDirectory?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly when?: string | boolean;
  readonly timeout?: string;
  readonly allowFailure?: StageText["allowFailure"];
}

/** What a use stands for, in the words of the language. What the stage says itself is added, or wins. */
export interface StageExpansion {
  readonly steps: readonly StageTypeStep[];
  readonly afterSteps?: readonly StageTypeStep[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly reports?: StageText["reports"];
  readonly artifacts?: StageText["artifacts"];
  readonly cache?: StageText["cache"];
  readonly services?: ServicesText;
  readonly image?: string;
}

/** A typed, reusable stage. */
export interface StageType {
  /** As `uses` names it. */
  readonly type: string;
  readonly category: StageCategory;
  /** One sentence. */
  readonly summary: string;
  readonly inputs: readonly StageTypeInput[];
  readonly outputs: readonly StageTypeOutput[];
  /** Pure. Inputs reach scripts as variables, never as part of their text. */
  expand(inputs: StageTypeInputs): StageExpansion;
}
