import { textInput } from "./input-variables.ts";
import type { StageExpansion, StageType, StageTypeInputs } from "./stage-type.ts";
import { junitReports, reportInput, testOutputs, testStep, testValues } from "./test-step.ts";

// The share of lines with a count above zero; LF and LH are left out by some writers, DA never is.
const coverage = `if [ -f "$INPUT_COVERAGE_FILE" ]; then
  percent=$(awk -F'[:,]' '/^DA:/ { lines += 1; if ($3 > 0) hit += 1 } END { if (lines > 0) printf "%.2f", 100 * hit / lines }' "$INPUT_COVERAGE_FILE")
  echo "coverage=$percent" >> "$HEADRACE_OUTPUT"
fi
`;

export const unitTests: StageType = {
  type: "unit-tests",
  category: "test",
  summary: "Runs a project's unit tests, reads their report and holds line coverage to a threshold.",
  inputs: [
    { name: "command", type: "string", default: "npm test", description: "Runs the tests." },
    {
      name: "coverage_threshold",
      type: "number",
      literal: true,
      description: "Least line coverage in percent; below it the stage fails.",
    },
    {
      name: "coverage_file",
      type: "path",
      default: "coverage/lcov.info",
      description: "The lcov file that the command writes.",
    },
    reportInput,
  ],
  outputs: testOutputs({
    name: "coverage",
    description: "Line coverage in percent; empty without a coverage file.",
  }),
  expand: (inputs) => ({
    steps: [testStep(inputs, "INPUT_COMMAND", coverage)],
    reports: { ...junitReports(inputs), ...coverageReport(inputs) },
    outputs: testValues({ coverage: "${{ steps.test.outputs.coverage }}" }),
  }),
};

/** Asked for only with a threshold: a project without coverage is not in the wrong. */
function coverageReport(inputs: StageTypeInputs): NonNullable<StageExpansion["reports"]> {
  const threshold = inputs.coverage_threshold;
  if (typeof threshold !== "number") return {};
  return { coverage: { path: textInput(inputs, "coverage_file"), threshold } };
}
