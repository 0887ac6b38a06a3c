import type { AgentTool } from "./agent-tool.ts";
import { ofOperation } from "./of-operation.ts";
import { readLog } from "./read-log.ts";
import { waitForExecution } from "./wait-for-execution.ts";

/** Every tool, in the order in which agents are shown them. */
export const allTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_repositories",
    toolset: "find",
    operation: "repositories.list",
    when: "Use it to learn a repository's id; `search` finds by name.",
  }),
  ofOperation({
    name: "list_pipelines",
    toolset: "find",
    operation: "pipelines.list",
    when: "Use it to learn a pipeline's id; `search` finds by name.",
  }),
  ofOperation({
    name: "get_pipeline",
    toolset: "find",
    operation: "pipelines.get",
    when: "Its text and latest executions in one answer; for what would run use explain_plan.",
  }),
  ofOperation({
    name: "list_executions",
    toolset: "executions",
    operation: "executions.list",
    when: "Filter by pipeline, branch, state and outcome rather than reading pages; latest_status answers for one branch.",
  }),
  ofOperation({
    name: "latest_status",
    toolset: "executions",
    operation: "executions.latest",
    when: "Use it for questions such as whether main is green; with a pipeline where the branch has several.",
  }),
  ofOperation({
    name: "get_execution",
    toolset: "executions",
    operation: "executions.get",
    when: "Stages with outcome and duration; for the reason of a failure use failure_summary.",
  }),
  readLog,
  ofOperation({
    name: "search_log",
    toolset: "logs",
    operation: "logs.search",
    when: "Counts every match and gives the first lines with their numbers; read_log shows what stands around one.",
  }),
  ofOperation({
    name: "failure_summary",
    toolset: "diagnose",
    operation: "executions.failure-summary",
    when: "Begin here when something failed: failed stages, the failing lines, failed tests and what changed, in one call.",
  }),
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
    name: "list_tests",
    toolset: "outputs",
    operation: "tests.list",
    when: "Filter by outcome: `failed` is usually what is wanted.",
  }),
  ofOperation({
    name: "list_artifacts",
    toolset: "outputs",
    operation: "artifacts.list",
    when: "Names, sizes and digests; list_artifact_files looks into one.",
  }),
  ofOperation({
    name: "list_artifact_files",
    toolset: "outputs",
    operation: "artifacts.files",
    when: "Paths and sizes, without the content.",
  }),
  ofOperation({
    name: "list_environments",
    toolset: "outputs",
    operation: "environments.list",
    when: "Answers what runs where; list_deployments has what ran there before.",
  }),
  ofOperation({
    name: "list_deployments",
    toolset: "outputs",
    operation: "deployments.list",
    when: "Newest first, with who deployed which commit.",
  }),
  ofOperation({
    name: "list_variables",
    toolset: "outputs",
    operation: "variables.effective",
    when: "Secrets are not among them and are never shown.",
  }),
  ofOperation({
    name: "run_pipeline",
    toolset: "control",
    operation: "pipelines.execute",
    when: "Answers at once; then use wait_for_execution. To repeat what ran use rerun_execution.",
  }),
  waitForExecution,
  ofOperation({
    name: "rerun_execution",
    toolset: "control",
    operation: "executions.rerun",
    when: "All of it, only what failed, or from a stage on; the commit and the definition stay the same.",
  }),
  ofOperation({
    name: "cancel_execution",
    toolset: "control",
    operation: "executions.cancel",
    when: "Stages get their grace time and their clean-up unless `force` is set.",
  }),
  ofOperation({
    name: "list_approvals",
    toolset: "control",
    operation: "approvals.list",
    when: "What waits for a person, and who is asked.",
  }),
  ofOperation({
    name: "approve",
    toolset: "control",
    operation: "approvals.approve",
    when: "Only when your user has told you to: it counts as that person's consent.",
  }),
  ofOperation({
    name: "reject",
    toolset: "control",
    operation: "approvals.reject",
    when: "Only when your user has told you to: it counts as that person's decision.",
  }),
  ofOperation({
    name: "validate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.validate",
    when: "Use it before create_pipeline and update_pipeline, until nothing is wrong.",
  }),
  ofOperation({
    name: "create_pipeline",
    toolset: "pipelines",
    operation: "pipelines.create",
    when: "It begins as a draft that no trigger starts; validate_pipeline first.",
  }),
  ofOperation({
    name: "update_pipeline",
    toolset: "pipelines",
    operation: "pipelines.put",
    when: "Give `ifMatch` the version that you read, so that nobody's change is lost; older versions are kept.",
  }),
  ofOperation({
    name: "list_pipeline_versions",
    toolset: "pipelines",
    operation: "pipelines.versions",
    when: "Use it to find the version to go back to.",
  }),
  ofOperation({
    name: "compare_pipeline_versions",
    toolset: "pipelines",
    operation: "pipelines.diff",
    when: "By meaning, not by lines.",
  }),
  ofOperation({
    name: "activate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.activate",
    when: "One pipeline of a repository and channel can be active; a refusal names the other.",
  }),
  ofOperation({
    name: "deactivate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.deactivate",
    when: "It can still be run by run_pipeline.",
  }),
  ofOperation({
    name: "archive_pipeline",
    toolset: "pipelines",
    operation: "pipelines.archive",
    when: "Nothing of it is lost, and a person can bring it back.",
  }),
];
