import type { BuildStatus, CommitReport, DeploymentReport, Finding } from "../../src/index.ts";

// What a run of ours has to say, as the parts of Headrace that know it put it.

export const commit = "c".repeat(40);

export const findings: readonly Finding[] = [
  { id: "t1", kind: "test", level: "error", title: "adds two numbers", message: "expected 3", path: "a.ts", line: 4 },
  { id: "a1", kind: "annotation", level: "warning", message: "this is deprecated", path: "src/b.ts" },
  { id: "g1", kind: "gate", level: "error", message: "74 % of the lines are covered; at least 80 % are asked for." },
];

export const status: BuildStatus = {
  commit,
  key: "headrace-12ab",
  parent: "headrace-12ab",
  name: "shop",
  state: "failed",
  description: "#12 failed: test",
  url: "https://headrace.example.org/executions/12",
  number: 12,
  ref: "refs/heads/main",
  tests: { passed: 3, failed: 1, skipped: 0 },
  startedAt: Date.UTC(2026, 0, 1),
  finishedAt: Date.UTC(2026, 0, 1, 0, 1),
  findings,
};

export const report: CommitReport = {
  commit,
  key: "headrace-12ab",
  title: "shop",
  passed: false,
  details: "#12 failed: test",
  url: status.url,
  facts: [
    { title: "Tests passed", kind: "number", value: 3 },
    { title: "Coverage", kind: "percent", value: 74.2 },
    { title: "Duration", kind: "duration", value: 60_000 },
  ],
  findings,
};

export const deployment: DeploymentReport = {
  commit,
  key: "headrace-d1",
  sequence: 12_001,
  state: "running",
  environment: { name: "production", url: "https://shop.example.org" },
  name: "shop #12",
  description: "shop #12 is being deployed to production",
  url: status.url,
};

/** So many that more than one request is needed for them. */
export function manyFindings(count: number): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => {
    const at = { path: "a.ts", line: index + 1 };
    return { id: `t${index}`, kind: "test", level: "error", message: `case ${index}`, ...at } as const;
  });
}
