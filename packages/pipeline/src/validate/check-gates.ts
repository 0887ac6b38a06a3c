import type { Stage } from "../model/stage.ts";
import type { Report } from "./finding.ts";

/** A gate over what the stage does not report could never hold. */
export function checkGates({ id, gates, reports }: Stage, report: Report): void {
  const lacks = (gate: string, source: string): void => {
    report({
      code: "invalid-value",
      path: ["stages", id, "gates", gate],
      message: `The gate \`${gate}\` of the stage "${id}" has nothing to measure: there is no \`${source}\`.`,
      mend: `Name the report in \`${source}\`, or remove the gate.`,
    });
  };
  if (gates?.coverage !== undefined && reports?.coverage === undefined) lacks("coverage", "reports.coverage");
  if (gates?.passRate !== undefined && (reports?.junit ?? []).length === 0) lacks("passRate", "reports.junit");
}
