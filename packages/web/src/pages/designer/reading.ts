import type { Diagnostic, Parameter } from "@headrace/pipeline";
import type { QuickFix } from "@headrace/pipeline/edit";
import type { Outline } from "@headrace/pipeline/outline";

/** What a text says, as far as it can be read. */
export interface Shape {
  readonly text: string;
  /** Null while the text has no structure. */
  readonly outline: Outline | null;
  /** The whole as it is written. */
  readonly written: unknown;
  /** The stages of it. */
  readonly stages: Readonly<Record<string, unknown>>;
  /** Where each stage begins, its key first; in the order of the text. */
  readonly starts: readonly { readonly stage: string; readonly offset: number }[];
}

/** What is wrong with it, and what is needed to run it. */
export interface Check {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly parameters: readonly Parameter[];
  /** Names of the secrets that its stages ask for. */
  readonly secrets: readonly string[];
  readonly valid: boolean;
}

export interface Problem {
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly QuickFix[];
}

/** The stage that a problem is in. */
export function stageOfProblem({ diagnostic }: Problem): string | undefined {
  const [root, stage] = diagnostic.path;
  return root === "stages" && stage !== undefined ? String(stage) : undefined;
}

/** The stage that an offset of the text lies in. */
export function stageAt({ starts }: Shape, offset: number): string | undefined {
  return starts.findLast((start) => start.offset <= offset)?.stage;
}

export type ReadingRequest = { readonly id: number; readonly text: string };
export type ReadingAnswer =
  | { readonly id: number; readonly kind: "shape"; readonly shape: Shape }
  | { readonly id: number; readonly kind: "check"; readonly check: Check };
