import type { ServicesText, StageType } from "./stage-type.ts";
import {
  junitReports,
  reportInput,
  resultsOutput,
  resultsValue,
  testOutputs,
  testStep,
  testValues,
} from "./test-step.ts";

export const integrationTests: StageType = {
  type: "integration-tests",
  category: "test",
  summary: "Runs a project's integration tests beside the services that they need.",
  inputs: [
    {
      name: "services",
      type: "services",
      literal: true,
      description: "Containers beside the stage, by host name, as in a stage's `services`.",
    },
    { name: "test_command", type: "string", default: "npm run test:integration", description: "Runs the tests." },
    reportInput,
  ],
  outputs: testOutputs(resultsOutput),
  expand: (inputs) => ({
    steps: [testStep(inputs, "INPUT_TEST_COMMAND")],
    reports: junitReports(inputs),
    ...(isServices(inputs.services) ? { services: inputs.services } : {}),
    outputs: testValues(resultsValue),
  }),
};

/** The reader has checked it by the shape of a stage's `services`. */
function isServices(value: unknown): value is ServicesText {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
