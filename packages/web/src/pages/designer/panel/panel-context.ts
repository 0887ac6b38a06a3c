import type { ModelPath } from "@headrace/pipeline";
import type { WrittenNames } from "@headrace/pipeline/complete";
import type { Gesture } from "@headrace/pipeline/edit";
import type { Problem } from "../reading.ts";

/** What the parts of the panel work on: a stage, or the pipeline itself. */
export interface PanelContext {
  /** Where it stands in the text: `["stages", "build"]`; nothing for the pipeline. */
  readonly root: ModelPath;
  /** What it is called in what undo takes back: `build`, `the pipeline`. */
  readonly called: string;
  /** It as it is written. */
  readonly written: unknown;
  readonly problems: readonly Problem[];
  /** Names for expressions: what is written anywhere, and what the server has. */
  readonly names: WrittenNames;
  readonly edit: (gesture: Gesture, label: string) => void;
  /** Sets a field of it; an undefined value removes it. */
  readonly set: (path: ModelPath, value: unknown) => void;
}

export interface StageContext extends PanelContext {
  readonly stage: string;
  /** Every stage's id. */
  readonly stages: readonly string[];
  /** Names of environments that the server has. */
  readonly environments: readonly string[];
}

/** What is wrong at a field of it. */
export function wrongAt({ problems, root }: PanelContext, ...path: ModelPath): string | undefined {
  const whole = [...root, ...path];
  return problems.find(({ diagnostic }) => whole.every((part, index) => diagnostic.path[index] === part))?.diagnostic
    .message;
}
