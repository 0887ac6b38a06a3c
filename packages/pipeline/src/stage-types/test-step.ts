import { inputVariables, textInput } from "./input-variables.ts";
import type { StageExpansion, StageTypeInputs, StageTypeStep } from "./stage-type.ts";

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

/** What the output `results` of a test stage holds. */
export const testResults =
  "The report's totals as JSON: `total`, `passed`, `failed`, `skipped`, `flaky`, `durationMs`; empty without a report.";

/** The JUnit report of an input `report`, where one is named. */
export function junitReports(inputs: StageTypeInputs): NonNullable<StageExpansion["reports"]> {
  const report = textInput(inputs, "report");
  return report === "" ? {} : { junit: [report] };
}
