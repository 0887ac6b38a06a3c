import type { AgentTool } from "../agent-tool.ts";
import { failureSummary } from "../failure-summary.ts";
import { ofOperation } from "../of-operation.ts";

export const diagnoseTools: readonly AgentTool[] = [
  failureSummary,
  ofOperation({
    name: "why_queued",
    toolset: "diagnose",
    operation: "executions.why-queued",
    when: "Use it for one that does not start.",
  }),
  ofOperation({
    name: "compare_executions",
    toolset: "diagnose",
    operation: "executions.compare",
    when: "Use it where one succeeded and a later one did not; failure_summary already compares with the last success.",
  }),
  ofOperation({
    name: "explain_plan",
    toolset: "diagnose",
    operation: "pipelines.plan",
    when: "Nothing is run. With `text` it answers for a changed definition that is not saved.",
  }),
  ofOperation({
    name: "test_history",
    toolset: "diagnose",
    operation: "tests.history",
    when: "Use it to tell a flaky test from one that a change broke.",
  }),
  ofOperation({
    name: "execution_report",
    toolset: "diagnose",
    operation: "executions.report",
    when: "Where the time went: `criticalPath` and each stage's duration say which one is slowest, in one call.",
  }),
];
