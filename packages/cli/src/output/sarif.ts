import { version } from "../version.ts";
import type { ShownDiagnostic } from "./print-diagnostics.ts";

/** Problems in SARIF 2.1.0, which code hosts and editors read. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export function toSarif(
  files: readonly { readonly path: string; readonly diagnostics: readonly ShownDiagnostic[] }[],
): unknown {
  const codes = new Set(files.flatMap((file) => file.diagnostics.map((diagnostic) => diagnostic.code)));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "headrace", version, rules: [...codes].sort().map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: files.flatMap(({ path, diagnostics }) => diagnostics.map((diagnostic) => resultOf(path, diagnostic))),
      },
    ],
  };
}

function resultOf(path: string, { code, severity, message, mend, range }: ShownDiagnostic): unknown {
  const region =
    range === undefined
      ? {}
      : {
          region: {
            startLine: range.start.line,
            startColumn: range.start.column,
            endLine: range.end.line,
            endColumn: range.end.column,
          },
        };
  return {
    ruleId: code,
    level: severity,
    message: { text: mend === undefined ? message : `${message} ${mend}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...region } }],
  };
}

/** A path may hold what means something in a URI: `#`, `?`, `%`, a colon. */
function uriOf(path: string): string {
  return path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
}
