import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Diagnostic, ParseOptions } from "../src/index.ts";
import { diagnosticCodes, parsePipeline, supportProblems } from "../src/index.ts";

const root = join(import.meta.dirname, "fixtures/diagnostics");
// Found by the readers of other formats, and shown by their tests.
const elsewhere: readonly string[] = ["not-readable"];
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yml"));

/** A diagnostic as its fixture writes it: `line:column-line:column severity code`, the message, the mend. */
function shown({ code, severity, message, mend, range }: Diagnostic): readonly string[] {
  const place = range && `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;
  return [`${place ?? "-"} ${severity} ${code}`, message, ...(mend === undefined ? [] : [mend])];
}

function diagnose(file: string): readonly Diagnostic[] {
  const optionsFile = join(root, file.replace(/\.yml$/, ".options.json"));
  const options: ParseOptions = existsSync(optionsFile) ? JSON.parse(readFileSync(optionsFile, "utf8")) : {};
  const parsed = parsePipeline(readFileSync(join(root, file), "utf8"), options);
  const unsupported = parsed.pipeline === null ? [] : supportProblems(parsed.pipeline);
  return dirname(file) === "not-supported-yet" ? [...parsed.diagnostics, ...unsupported] : parsed.diagnostics;
}

describe("each code has a fixture", () => {
  test.each(diagnosticCodes.filter((code) => !elsewhere.includes(code)))("%s", (code) => {
    expect(files.filter((file) => dirname(file) === code)).not.toEqual([]);
  });
});

describe("diagnostics of a definition", () => {
  test.each(files)("%s", async (file) => {
    const diagnostics = diagnose(file);
    expect(diagnostics.map(({ code }) => code)).toContain(dirname(file));
    const expected = join(root, dirname(file), `${basename(file, ".yml")}.expected.json`);
    await expect(`${JSON.stringify(diagnostics.map(shown), null, 2)}\n`).toMatchFileSnapshot(expected);
  });
});
