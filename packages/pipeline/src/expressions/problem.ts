import { HeadraceError } from "../errors.ts";

/**
 * An expression that cannot be read or evaluated. The message names the fault and never holds a value
 * that the expression read, which may be a secret.
 */
export class ExpressionProblem extends HeadraceError {
  /** The expression, without `${{ }}`. */
  readonly source: string;
  /** Where in `source`, in UTF-16 units. */
  readonly offset: number;

  constructor(source: string, offset: number, message: string) {
    super("bad-expression", message);
    this.name = "ExpressionProblem";
    this.source = source;
    this.offset = offset;
  }
}
