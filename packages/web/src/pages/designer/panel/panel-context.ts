import type { ModelPath } from "@headrace/pipeline";
import type { Gesture } from "@headrace/pipeline/edit";
import type { Problem } from "../reading.ts";

/** What the parts of the panel work on. */
export interface PanelContext {
  readonly stage: string;
  /** The stage as it is written. */
  readonly written: unknown;
  readonly problems: readonly Problem[];
  /** Every stage's id. */
  readonly stages: readonly string[];
  /** Names of secrets that the server has. */
  readonly secrets: readonly string[];
  /** Names of environments that the server has. */
  readonly environments: readonly string[];
  readonly edit: (gesture: Gesture, label: string) => void;
  /** Sets a field of the stage; an undefined value removes it. */
  readonly set: (path: ModelPath, value: unknown) => void;
}

/** What is wrong at a field of the stage. */
export function wrongAt({ problems, stage }: PanelContext, ...path: ModelPath): string | undefined {
  const found = problems.find(({ diagnostic }) => {
    const [root, id, ...rest] = diagnostic.path;
    return (
      root === "stages" &&
      id === stage &&
      path.every((part, index) => rest[index] === part) &&
      rest.length >= path.length
    );
  });
  return found?.diagnostic.message;
}
