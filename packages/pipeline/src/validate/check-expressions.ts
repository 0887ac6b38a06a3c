import type { Expression } from "../expressions/index.ts";
import { callsOf, functionNames, parseExpression, referencesOf, splitTemplate } from "../expressions/index.ts";
import { checkInjection } from "./check-injection.ts";
import { checkReference } from "./check-reference.ts";
import type { Report } from "./finding.ts";
import type { Names } from "./names.ts";
import { nearestName } from "./nearest-name.ts";
import type { TemplateSite } from "./template-sites.ts";

/** An expression in its text: `base` is where the expression begins in the site's text. */
export interface ExpressionSite extends TemplateSite {
  readonly expression: Expression;
  readonly base: number;
}

/** Checks every expression of one text: that it can be read, and that what it names can exist there. */
export function checkTemplate(site: TemplateSite, names: Names, report: Report): void {
  if (site.kind === "literal") {
    report({
      code: "bad-expression",
      path: site.path,
      message: "An expression stands where none is evaluated.",
      mend: "Write the value out; only the keys of the language's table of expressions are evaluated.",
      within: { text: site.text, offset: Math.max(0, site.text.indexOf("${{")), length: 3 },
    });
    return;
  }
  if (site.kind === "condition") {
    checkSource(site.text, 0, { site, names, report });
    return;
  }
  for (const part of splitTemplate(site.text)) {
    if (part.kind === "unclosed") {
      report({
        code: "bad-expression",
        path: site.path,
        message: "`${{` is never closed by `}}`.",
        mend: "Add `}}` at the end of the expression.",
        within: { text: site.text, offset: part.offset, length: 3 },
      });
    } else if (part.kind === "expression") {
      checkSource(part.source, part.sourceOffset, { site, names, report });
    }
  }
}

interface Inquiry {
  readonly site: TemplateSite;
  readonly names: Names;
  readonly report: Report;
}

function checkSource(source: string, base: number, { site, names, report }: Inquiry): void {
  const parsed = parseExpression(source);
  if (!parsed.ok) {
    report({
      code: "bad-expression",
      path: site.path,
      message: `The expression cannot be read: ${parsed.message}.`,
      mend: "Check the brackets, the quotes (single ones) and the operators at this place.",
      within: { text: site.text, offset: base + Math.min(parsed.offset, source.length), length: 1 },
    });
    return;
  }
  const inExpression: ExpressionSite = { ...site, expression: parsed.expression, base };
  checkCalls(inExpression, report);
  // A name that cannot exist there is one problem, not two.
  const sound = referencesOf(parsed.expression).filter((reference) =>
    checkReference(reference, inExpression, { names, report }),
  );
  if (site.kind === "script" && sound.length > 0) checkInjection(inExpression, sound, { names, report });
}

function checkCalls(site: ExpressionSite, report: Report): void {
  for (const call of callsOf(site.expression)) {
    const within = { text: site.text, offset: site.base + call.offset, length: call.name.length };
    if (call.kind === "unknown") {
      const near = nearestName(call.name, functionNames);
      const mend = near === undefined ? `The functions are: ${functionNames.join(", ")}.` : `Did you mean "${near}"?`;
      report({ code: "unknown-name", path: site.path, message: `There is no function ${call.name}.`, mend, within });
    } else if (call.kind === "status" && site.kind !== "condition") {
      report({
        code: "unknown-name",
        path: site.path,
        message: `${call.name}() is known only in \`when\`.`,
        mend: "Move it to the `when` of the stage or step.",
        within,
      });
    } else if (call.name.toLowerCase() === "hashfiles" && (site.moment === "planning" || site.moment === "settled")) {
      report({
        code: "unknown-name",
        path: site.path,
        message: "hashFiles reads the stage's files, which are not there yet.",
        mend: "Use it in `variables`, `cache.key` or a step; to ask what a commit changed, use changed('…').",
        within,
      });
    }
  }
}
