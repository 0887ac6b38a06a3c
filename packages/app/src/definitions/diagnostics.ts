import type { Diagnostic, Range } from "@headrace/pipeline";
import { z } from "zod";

const position = z.object({
  line: z.number().int().describe("Counts from 1"),
  column: z.number().int().describe("Counts from 1"),
  offset: z.number().int().describe("Counts from 0, in UTF-16 units"),
});

/** One problem of a definition, as the world is told it. */
export const diagnostic = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  mend: z.string().optional(),
  path: z.array(z.union([z.string(), z.number()])).describe("Where in the model"),
  range: z.object({ start: position, end: position }).optional(),
});

export type PublicDiagnostic = z.input<typeof diagnostic>;

/** With its place in the text, where that can be found. */
export function publicDiagnostic(
  { code, severity, message, mend, path, range }: Diagnostic,
  locate: (path: Diagnostic["path"]) => Range | undefined = () => undefined,
): PublicDiagnostic {
  const place = range ?? locate(path);
  return {
    code,
    severity,
    message,
    ...(mend === undefined ? {} : { mend }),
    path: [...path],
    ...(place === undefined ? {} : { range: place }),
  };
}

export const diagnosticExample: PublicDiagnostic = {
  code: "unknown-key",
  severity: "error",
  message: 'unknown key "need"',
  mend: 'did you mean "needs"?',
  path: ["stages", "test", "need"],
  range: { start: { line: 7, column: 5, offset: 92 }, end: { line: 7, column: 9, offset: 96 } },
};
