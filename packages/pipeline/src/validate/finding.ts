import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { ModelPath, Severity } from "../diagnostics/diagnostic.ts";

/** A problem of the model, before it is given its place in a text. */
export interface Finding {
  readonly code: DiagnosticCode;
  /** `error` unless said. */
  readonly severity?: Severity;
  readonly path: ModelPath;
  readonly message: string;
  readonly mend?: string;
  /** The part of the text at `path` that is meant, in UTF-16 units of `text`. */
  readonly within?: { readonly text: string; readonly offset: number; readonly length: number };
}

export type Report = (finding: Finding) => void;
