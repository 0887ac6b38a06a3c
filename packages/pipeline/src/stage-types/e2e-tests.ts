import type { StageType } from "./stage-type.ts";
import {
  junitReports,
  reportInput,
  resultsOutput,
  resultsValue,
  testOutputs,
  testStep,
  testValues,
} from "./test-step.ts";

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
    reportInput,
  ],
  outputs: testOutputs(resultsOutput),
  expand: (inputs) => ({
    steps: [testStep(inputs, "INPUT_TEST_COMMAND")],
    reports: junitReports(inputs),
    outputs: testValues(resultsValue),
  }),
};
