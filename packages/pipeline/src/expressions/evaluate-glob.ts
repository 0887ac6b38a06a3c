import { escapeGlob } from "../values/escape-glob.ts";
import { evaluateExpression, textOf } from "./evaluate.ts";
import { ExpressionProblem } from "./problem.ts";
import type { Scope } from "./scope.ts";
import { splitTemplate } from "./template.ts";

/**
 * A path or pattern with each `${{ … }}` replaced by its value, which is data: a `*` in it is no wildcard, a `!` at its
 * beginning excludes nothing. It may still lead out of the workspace, which whoever uses the pattern refuses.
 * @throws ExpressionProblem
 */
export function evaluateGlob(template: string, scope: Scope): string {
  return splitTemplate(template)
    .map((part) => {
      if (part.kind === "literal") return part.text;
      if (part.kind === "unclosed") {
        throw new ExpressionProblem(template, part.offset, "`${{` is never closed by `}}`.");
      }
      return escapeGlob(textOf(evaluateExpression(part.source, scope)));
    })
    .join("");
}
