import type { Diagnostic } from "@headrace/pipeline";
import { expect, test } from "vitest";
import { diagnosticsText } from "../../src/output/print-diagnostics.ts";
import { createStyle } from "../../src/output/style.ts";

function problems(count: number, severity: Diagnostic["severity"]): readonly Diagnostic[] {
  return Array.from({ length: count }, (_, index) => ({
    code: "unknown-key",
    severity,
    message: `${severity} ${index}.`,
    path: [],
  }));
}

function linesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnosticsText({ path: "a.yml", text: "", diagnostics }, createStyle(false)).trimEnd().split("\n");
}

test("of very many problems a hundred are shown, errors first, and the rest counted", () => {
  const lines = linesOf([...problems(150, "warning"), ...problems(3, "error")]);
  expect(lines).toHaveLength(101);
  expect(lines[0]).toContain("error 0.");
  expect(lines[3]).toContain("warning 0.");
  expect(lines.at(-1)).toBe("a.yml: 53 more problems");
});

test("a hundred problems are shown in their order, and nothing is counted", () => {
  const lines = linesOf([...problems(97, "warning"), ...problems(3, "error")]);
  expect(lines).toHaveLength(100);
  expect(lines[0]).toContain("warning 0.");
});
