import type { Finding } from "./finding.ts";

/** A Markdown table that can be read as it stands, too. */
export function renderTable(findings: readonly Finding[]): string {
  const head = ["what", "Headrace", "beside", "ratio", "CPU", "target", ""];
  const rows = findings.map(({ what, ours, beside, figure, cpu = "", target }) => [
    what,
    ours,
    beside,
    figure,
    cpu,
    target?.text ?? "",
    target === undefined ? "" : target.met ? "met" : "missed",
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), 3));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|\n`;
  return line(head) + rule + rows.map(line).join("");
}
