import * as z from "zod";

/** Texts with a form of their own. Each has an id: the reader checks it by that name, an editor by its pattern. */

export const template = z.string().meta({
  id: "Template",
  description: "Text that may hold expressions in `${{ }}`.",
});

export const filledTemplate = z.string().min(1).meta({
  id: "FilledTemplate",
  description: "Text that is not empty, and may hold expressions in `${{ }}`.",
});

export const expression = z.string().meta({
  id: "Expression",
  description: "One expression, with or without its `${{ }}`.",
});

export const text = z.union([z.string(), z.number(), z.boolean()]).meta({
  id: "Text",
  description: "Text that may hold expressions; a number or a boolean is taken as it is written.",
});

export const label = z.union([z.string().min(1), z.number(), z.boolean()]).meta({
  id: "Label",
  description: "A name for people, not empty; a number or a boolean is taken as it is written.",
});

export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/)
  .meta({ id: "Identifier", description: "Letters, digits, `_` and `-`, at most 100." });

export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .meta({ id: "VariableName", description: "A name of an environment variable: letters, digits and `_`." });

export const duration = z
  .string()
  .regex(/^(?=.)(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+(?:\.\d{1,3})?s)?(?:\d+ms)?$/)
  .meta({ id: "Duration", description: "A duration: `500ms`, `90s`, `30m`, `2h`, `7d`.", examples: ["30m"] });

export const durationOrTemplate = z.union([duration, z.string().regex(/\$\{\{/)]).meta({
  id: "DurationTemplate",
  description: "A duration, or an expression that gives one.",
});

export const size = z
  .string()
  .regex(/^\d{1,15}(?:\.\d{1,6})? ?(?:[KMGT]iB?|[kKMGT]B?|B)$/)
  .meta({ id: "Size", description: "A size: `512Mi`, `2Gi`, `100MB`.", examples: ["512Mi"] });

export const glob = z.string().meta({
  id: "Glob",
  description: "A path or a pattern below the workspace: `*` stops at `/`, `**` does not; a leading `!` excludes.",
});

export const cron = z.string().meta({
  id: "Cron",
  description: "Five fields: minute, hour, day of the month, month, day of the week.",
  examples: ["0 3 * * *"],
});

export const variables = z.record(variableName, text).meta({
  id: "Variables",
  description: "Environment variables, by name. Values may hold expressions.",
  examples: [{ NODE_ENV: "test" }],
});
