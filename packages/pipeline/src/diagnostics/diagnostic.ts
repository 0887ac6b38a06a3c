import type { DiagnosticCode } from "./codes.ts";

/** A place in a source text. `line` and `column` count from 1, `offset` from 0 in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Where in the model: `["stages", "test", "needs", 0]`. */
export type ModelPath = readonly (string | number)[];

export type Severity = "error" | "warning";

/** One problem: what, where, and how to mend it. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence in plain words, without the mend. */
  readonly message: string;
  /** What to do about it: `did you mean "needs"?` */
  readonly mend?: string;
  readonly path: ModelPath;
  /** Absent only for a model that did not come from text. */
  readonly range?: Range;
}
