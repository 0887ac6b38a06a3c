import type { Template, Variables } from "./pipeline.ts";
import type { AllowFailure } from "./stage.ts";

/** One command inside a stage. A step's `uses` has been expanded by the parser. */
export interface Step {
  /** For `steps.<id>.outputs`; only where the author gave one. */
  readonly id?: string;
  /** Shown to people: the author's, or the first line of the script. */
  readonly name: string;
  /** The script, a template. */
  readonly run: Template;
  /** The stage's unless said: sh, bash, python, node, or a program that takes a script file. */
  readonly shell: string;
  readonly workingDirectory?: Template;
  readonly variables: Variables;
  /** An expression without its `${{ }}`; `success()` unless said. */
  readonly when?: string;
  /** Milliseconds, or a template that gives a duration. */
  readonly timeout?: number | Template;
  readonly allowFailure: AllowFailure;
}
