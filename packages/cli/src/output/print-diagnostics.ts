import type { Definition } from "@headrace/library";
import type { CommandContext } from "../context.ts";
import { createStyle } from "./style.ts";

/** `file:line:column: error: message [code]`, the offending line with the place marked, and the mend. */
export function printDiagnostics(
  context: CommandContext,
  definition: Pick<Definition, "path" | "text" | "diagnostics">,
): void {
  const style = createStyle(context.color);
  const lines = definition.text.split("\n");
  for (const { severity, message, mend, code, range } of definition.diagnostics) {
    const place =
      range === undefined ? definition.path : `${definition.path}:${range.start.line}:${range.start.column}`;
    const kind = severity === "error" ? style.red("error") : style.yellow("warning");
    context.stderr.write(`${style.bold(place)}: ${kind}: ${message} ${style.dim(`[${code}]`)}\n`);
    const line = range === undefined ? undefined : lines[range.start.line - 1];
    if (range !== undefined && line !== undefined && line.length <= 200) {
      const length =
        range.end.line === range.start.line
          ? range.end.column - range.start.column
          : line.length - range.start.column + 1;
      const gutter = String(range.start.line).padStart(4);
      context.stderr.write(`${style.dim(`${gutter} |`)} ${line}\n`);
      context.stderr.write(
        `${style.dim("     |")} ${" ".repeat(range.start.column - 1)}${style.red("^".repeat(Math.max(1, length)))}\n`,
      );
    }
    if (mend !== undefined) context.stderr.write(`       ${style.dim("mend:")} ${mend}\n`);
  }
}
