import type { Stage } from "@headrace/pipeline";
import { expect, test } from "vitest";
import { type FingerprintParts, fingerprintOf } from "../../src/reuse/fingerprint.ts";

const definition: Stage = {
  id: "lint",
  name: "lint",
  category: "test",
  needs: [],
  steps: [{ name: "lint", run: "npm run lint", shell: "sh", variables: {}, allowFailure: false }],
  afterSteps: [],
  shell: "sh",
  variables: {},
  secrets: [],
  checkout: true,
  cache: [],
  artifacts: [],
  outputs: {},
  retry: { attempts: 1, on: [], backoff: 0 },
  allowFailure: false,
  services: [],
  runsOn: [],
};

const parts: FingerprintParts = {
  definition,
  variables: { A: "1", B: "2" },
  parameters: { target: "staging" },
  inputs: "i".repeat(64),
  artifacts: [
    { stage: "build", instance: "build", name: "dist", digest: "d1" },
    { stage: "docs", instance: "docs", name: "dist", digest: "d2" },
  ],
  platform: "linux-x64",
  trustScope: "own",
};

test("equal stages have equal fingerprints, in whatever order their parts are given", () => {
  const reordered = { ...parts, variables: { B: "2", A: "1" }, artifacts: parts.artifacts.toReversed() };
  expect(fingerprintOf(reordered)).toBe(fingerprintOf(parts));
});

test("any part that differs gives another fingerprint", () => {
  const others: readonly FingerprintParts[] = [
    { ...parts, definition: { ...definition, shell: "bash" } },
    { ...parts, matrix: { node: 22 } },
    { ...parts, variables: { A: "1", B: "3" } },
    { ...parts, parameters: { target: "production" } },
    { ...parts, inputs: "" },
    { ...parts, artifacts: parts.artifacts.slice(1) },
    { ...parts, image: "sha256:1" },
    { ...parts, platform: "linux-arm64" },
    { ...parts, trustScope: "fork" },
  ];
  expect(new Set([parts, ...others].map(fingerprintOf)).size).toBe(others.length + 1);
});
