import type { Parameter } from "../model/parameter.ts";
import { parameterProblem, patternProblem } from "../parameters/convert-parameter.ts";
import type { Report } from "./finding.ts";

/** Parameters that no value could satisfy, and defaults that they would refuse themselves. */
export function checkParameters(parameters: readonly Parameter[], report: Report): void {
  for (const parameter of parameters) {
    const path = ["parameters", parameter.name];
    const pattern = parameter.type === "string" ? parameter.pattern : undefined;
    const unusable = pattern === undefined ? undefined : patternProblem(pattern);
    if (unusable !== undefined) {
      const message = `The pattern of the parameter "${parameter.name}" ${unusable.problem}.`;
      report({ code: "bad-parameter", path: [...path, "pattern"], message, mend: unusable.mend });
      continue;
    }
    if (parameter.type === "number" && (parameter.min ?? -Infinity) > (parameter.max ?? Infinity)) {
      const message = `The parameter "${parameter.name}" has a \`min\` above its \`max\`.`;
      report({ code: "bad-parameter", path: [...path, "min"], message, mend: "Swap the two, or mend one." });
      continue;
    }
    if (parameter.type === "secret" || parameter.default === undefined) continue;
    const problem = parameterProblem(parameter, parameter.default);
    if (problem === undefined) continue;
    const message = `The default of the parameter "${parameter.name}" ${problem}.`;
    report({ code: "bad-parameter", path: [...path, "default"], message, mend: "Choose a default that is allowed." });
  }
}
