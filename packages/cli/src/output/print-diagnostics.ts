import type { Definition } from "@headrace/library/project";
import type { Diagnostic } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { createStyle, type Style } from "./style.ts";
import { visible } from "./visible.ts";

/** A line of the definition longer than this is not shown with its problem. */
const longestLine = 200;
/** Problems of one file that are shown; the formats for programs hold all. */
const mostShown = 100;

/** A problem; a server of a later version may name some that are not known here. */
export type ShownDiagnostic = Omit<Diagnostic, "code"> & { readonly code: string };

export type Diagnosed = Pick<Definition, "path" | "text"> & { readonly diagnostics: readonly ShownDiagnostic[] };

/** Prints what is wrong with a definition, beside the work it was read for. */
export function printDiagnostics(context: CommandContext, definition: Diagnosed): void {
  context.stderr.write(diagnosticsText(definition, createStyle(context.color)));
}

/** `file:line:column: error: message [code]`, the offending line with the place marked, and the mend. */
export function diagnosticsText({ path, text, diagnostics }: Diagnosed, style: Style): string {
  const lines = diagnostics.length === 0 ? [] : text.split(/\r?\n/);
  // Of more than a person reads the errors come first, so that no warning stands in the place of one.
  const shown =
    diagnostics.length <= mostShown
      ? diagnostics
      : [...diagnostics.filter(isError), ...diagnostics.filter((each) => !isError(each))].slice(0, mostShown);
  const left = diagnostics.length - shown.length;
  const more = left === 0 ? "" : `${style.bold(visible(path))}: ${left} more ${left === 1 ? "problem" : "problems"}\n`;
  return shown.map((diagnostic) => diagnosticText({ path, lines }, diagnostic, style)).join("") + more;
}

function isError({ severity }: ShownDiagnostic): boolean {
  return severity === "error";
}

function diagnosticText(
  file: { readonly path: string; readonly lines: readonly string[] },
  { severity, message, mend, code, range }: ShownDiagnostic,
  style: Style,
): string {
  const place = range === undefined ? file.path : `${file.path}:${range.start.line}:${range.start.column}`;
  const kind = severity === "error" ? style.red("error") : style.yellow("warning");
  const printed = [`${style.bold(visible(place))}: ${kind}: ${visible(message)} ${style.dim(`[${code}]`)}`];
  if (range !== undefined) printed.push(...excerpt(file.lines[range.start.line - 1], range, style));
  if (mend !== undefined) printed.push(`       ${style.dim("mend:")} ${visible(mend)}`);
  return `${printed.join("\n")}\n`;
}

function excerpt(
  line: string | undefined,
  { start, end }: NonNullable<Diagnostic["range"]>,
  style: Style,
): readonly string[] {
  if (line === undefined || line.trim() === "" || line.length > longestLine) return [];
  const until = end.line === start.line ? end.column : line.length + 1;
  // Tabs are shown as one space, so that what is marked stands under what is meant.
  const shown = line.replaceAll("\t", " ");
  const before = visible(shown.slice(0, start.column - 1));
  const marked = visible(shown.slice(start.column - 1, until - 1));
  const gutter = String(start.line).padStart(4);
  return [
    `${style.dim(`${gutter} |`)} ${visible(shown)}`,
    `${style.dim("     |")} ${" ".repeat(before.length)}${style.red("^".repeat(Math.max(1, marked.length)))}`,
  ];
}
