import type { StageType } from "./stage-type.ts";
import { junitReports, testResults, testStep } from "./test-step.ts";

export const e2eTests: StageType = {
  type: "e2e-tests",
  category: "test",
  summary: "Runs a project's end-to-end tests against a running site.",
  inputs: [
    {
      name: "test_command",
      type: "string",
      default: "npx playwright test",
      description: "Runs the tests; it finds the site in `INPUT_BASE_URL`.",
    },
    { name: "base_url", type: "string", default: "", description: "The site to test." },
    {
      name: "report",
      type: "path",
      default: "",
      description: "The JUnit XML file that the command writes.",
    },
  ],
  outputs: [
    { name: "passed", description: "`true` or `false`." },
    { name: "results", description: testResults },
    { name: "report", description: "The path of the report." },
  ],
  expand: (inputs) => ({
    steps: [testStep(inputs, "INPUT_TEST_COMMAND")],
    reports: junitReports(inputs),
    outputs: {
      passed: "${{ steps.test.outputs.passed }}",
      results: "${{ stage.tests && toJSON(stage.tests) || '' }}",
      report: "${{ steps.test.outputs.report }}",
    },
  }),
};
