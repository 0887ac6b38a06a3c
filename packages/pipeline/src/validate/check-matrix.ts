import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { hasExpression } from "../expressions/index.ts";
import type { MatrixProblem } from "../matrix/index.ts";
import { expandMatrix } from "../matrix/index.ts";
import type { Matrix, Stage } from "../model/stage.ts";
import type { Report } from "./finding.ts";

/** A matrix that is known before the run is expanded, so that an empty or an enormous one is found now. */
export function checkMatrix(stage: Stage, limit: number, report: Report): void {
  const { matrix } = stage;
  if (matrix === undefined || isComputed(matrix)) return;
  const expanded = expandMatrix(stage.id, matrix, { limit, evaluate: (template) => template });
  if (expanded.ok) return;
  for (const problem of expanded.problems) {
    report({
      code: codes[problem.kind],
      path: ["stages", stage.id, "matrix", ...problem.path],
      message: `The matrix of "${stage.id}" cannot be used: ${problem.message}.`,
      mend: mends[problem.kind],
    });
  }
}

/** Values made by expressions do not change how many there are; lists made by them do. */
function isComputed({ axes, include, exclude }: Matrix): boolean {
  if (typeof axes === "string" || typeof include === "string" || typeof exclude === "string") return true;
  const values: readonly unknown[] = Object.values(axes);
  return values.some((value) => typeof value === "string" && hasExpression(value));
}

const codes: Readonly<Record<MatrixProblem["kind"], DiagnosticCode>> = {
  empty: "empty-matrix",
  "too-large": "matrix-too-large",
  "wrong-type": "wrong-type",
  "unknown-axis": "unknown-name",
  "bad-expression": "bad-expression",
};

const mends: Readonly<Record<MatrixProblem["kind"], string>> = {
  empty: "Give each axis at least one value and leave a combination that is not excluded, or remove the matrix.",
  "too-large": "Use fewer values, or exclude combinations.",
  "wrong-type": "Write each axis as a list: node: [22, 24].",
  "unknown-axis": "Name an axis of the matrix, or remove the key.",
  "bad-expression": "Mend the expression.",
};
