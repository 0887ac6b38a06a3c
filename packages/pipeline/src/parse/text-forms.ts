import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { hasExpression, splitTemplate } from "../expressions/index.ts";
import { cronProblem, globProblem, parseDuration, parseSize } from "../values/index.ts";

/** A text with a form that a pattern cannot say, by its name in the schema. */
interface TextForm {
  readonly code: DiagnosticCode;
  readonly mend: string;
  /** Looked at even where YAML sees a number: `timeout: 30` is a bad duration and no bad type. */
  readonly alsoNumbers?: boolean;
  /** A sentence; null when the text has the form. */
  problem(text: string): string | null;
}

const durationMend = "Write a number and its unit, as in 500ms, 90s, 30m, 2h or 7d.";

export const textForms: Readonly<Record<string, TextForm | undefined>> = {
  Duration: {
    code: "bad-duration",
    alsoNumbers: true,
    mend: durationMend,
    problem: (text) => (parseDuration(text) === null ? `"${shown(text)}" is not a duration.` : null),
  },
  DurationTemplate: {
    code: "bad-duration",
    alsoNumbers: true,
    mend: durationMend,
    problem: (text) =>
      text.includes("${{") || parseDuration(text) !== null ? null : `"${shown(text)}" is not a duration.`,
  },
  Size: {
    code: "bad-size",
    alsoNumbers: true,
    mend: "Write a number and its unit, as in 512Mi, 2Gi or 100MB.",
    problem: (text) => (parseSize(text) === null ? `"${shown(text)}" is not a size.` : null),
  },
  Cron: {
    code: "bad-cron",
    mend: "Write five fields: minute, hour, day of the month, month, day of the week, as in 0 3 * * *.",
    problem: (text) => {
      const problem = cronProblem(text);
      return problem === null ? null : `"${shown(text)}" is not a schedule: ${problem}.`;
    },
  },
  Glob: {
    code: "bad-glob",
    mend: "Write a path or a pattern below the workspace, as in dist/**.",
    problem: (text) => {
      // What an expression gives is looked at when it is known.
      const problem = globProblem(withoutExpressions(text));
      return problem === null ? null : `"${shown(text)}" is not a pattern: ${problem}.`;
    },
  },
};

function withoutExpressions(text: string): string {
  if (!hasExpression(text)) return text;
  return splitTemplate(text)
    .map((part) => (part.kind === "literal" ? part.text : "x"))
    .join("");
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
