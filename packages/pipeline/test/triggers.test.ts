import { describe, expect, test } from "vitest";
import { matchTriggers, parsePipeline, type TriggerEvent } from "../src/index.ts";

function match(triggers: string, event: TriggerEvent): boolean {
  const { pipeline, diagnostics } = parsePipeline(`name: a\ntriggers: ${triggers}\nstages: { b: { steps: [x] } }\n`);
  if (pipeline === null) throw new Error(diagnostics[0]?.message);
  const { matches, reason } = matchTriggers(pipeline, event);
  expect(reason).toMatch(/^[A-Z`].*\.$/);
  return matches;
}

describe("triggers", () => {
  test.each<[string, TriggerEvent, boolean]>([
    ["{ push: true }", { event: "push", branch: "any" }, true],
    ["{ push: false }", { event: "push", branch: "any" }, false],
    ["{ pullRequest: true }", { event: "push", branch: "main" }, false],
    ["{ push: { branches: [main, 'release/**'] } }", { event: "push", branch: "release/1/x" }, true],
    ["{ push: { branches: ['feature/*'] } }", { event: "push", branch: "feature/a/b" }, false],
    ["{ push: { branches: ['**', '!main'] } }", { event: "push", branch: "main" }, false],
    ["{ push: { ignoreBranches: ['wip/**'] } }", { event: "push", branch: "wip/x" }, false],
    ["{ push: { tags: ['v*'] } }", { event: "push", branch: "main" }, false],
    ["{ push: { tags: ['v*'] } }", { event: "tag", tag: "v1.2" }, true],
    ["{ push: { branches: [main] } }", { event: "tag", tag: "v1.2" }, false],
    ["{ push: true }", { event: "tag", tag: "v1.2" }, true],
    ["{ push: { paths: ['src/**'] } }", { event: "push", branch: "a", changedFiles: ["docs/a.md"] }, false],
    ["{ push: { paths: ['src/**'] } }", { event: "push", branch: "a", changedFiles: ["docs/a.md", "src/a.js"] }, true],
    ["{ push: { paths: ['src/**'] } }", { event: "push", branch: "a" }, true],
    ["{ push: { ignorePaths: ['docs/**'] } }", { event: "push", branch: "a", changedFiles: ["docs/a.md"] }, false],
    ["{ push: { ignorePaths: ['docs/**'] } }", { event: "push", branch: "a", changedFiles: ["docs/a.md", "b"] }, true],
    ["{ pullRequest: { branches: [main] } }", { event: "pull_request", branch: "x", targetBranch: "main" }, true],
    ["{ pullRequest: { branches: [main] } }", { event: "pull_request", branch: "main", targetBranch: "next" }, false],
    ["{ schedule: [{ cron: '0 3 * * *' }] }", { event: "schedule" }, true],
    ["{ push: true }", { event: "schedule" }, false],
    ["{ pipeline: [{ pipeline: lib }] }", { event: "pipeline" }, true],
    ["{ push: true }", { event: "manual" }, true],
    ["{ manual: false }", { event: "manual" }, false],
  ])("%s with %j: %s", (triggers, event, expected) => {
    expect(match(triggers, event)).toBe(expected);
  });
});
