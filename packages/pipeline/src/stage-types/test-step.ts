import { inputVariables, textInput } from "./input-variables.ts";
import type { StageExpansion, StageTypeInput, StageTypeInputs, StageTypeOutput, StageTypeStep } from "./stage-type.ts";

/** Runs `$variable` as a command and says by outputs whether it passed, then ends as the command ended. */
export function testStep(inputs: StageTypeInputs, variable: string, more = ""): StageTypeStep {
  const run = `status=0
sh -e -c "$${variable}" || status=$?
if [ "$status" -eq 0 ]; then passed=true; else passed=false; fi
{
  echo "passed=$passed"
  echo "report=$INPUT_REPORT"
} >> "$HEADRACE_OUTPUT"
${more}exit "$status"
`;
  return { id: "test", name: "Run the tests", run, variables: inputVariables(inputs) };
}

/** Names the report that `junitReports` reads. */
export const reportInput: StageTypeInput = {
  name: "report",
  type: "path",
  default: "",
  description: "The JUnit XML file that the command writes.",
};

/** What every test stage gives, and what it gives beside that. */
export function testOutputs(other: StageTypeOutput): readonly StageTypeOutput[] {
  return [
    { name: "passed", description: "`true` or `false`." },
    other,
    { name: "report", description: "The path of the report." },
  ];
}

/** The same, as a stage with `testStep` gives it. */
export function testValues(other: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    passed: "${{ steps.test.outputs.passed }}",
    ...other,
    report: "${{ steps.test.outputs.report }}",
  };
}

/** The output of a test stage with the totals of its report. */
export const resultsOutput: StageTypeOutput = {
  name: "results",
  description:
    "The report's totals as JSON: `total`, `passed`, `failed`, `skipped`, `flaky`, `durationMs`; empty without a report.",
};

export const resultsValue = { results: "${{ stage.tests && toJSON(stage.tests) || '' }}" };

/** The JUnit report of an input `report`, where one is named. */
export function junitReports(inputs: StageTypeInputs): NonNullable<StageExpansion["reports"]> {
  const report = textInput(inputs, "report");
  return report === "" ? {} : { junit: [report] };
}
