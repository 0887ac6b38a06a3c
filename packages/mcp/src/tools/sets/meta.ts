import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";

export const metaTools: readonly AgentTool[] = [
  ofOperation({
    name: "who_am_i",
    toolset: "meta",
    operation: "me.get",
    when: "Use it to see what the token allows before trying.",
  }),
  ofOperation({
    name: "list_members",
    toolset: "meta",
    operation: "members.list",
    when: "Who can be asked for consent.",
  }),
  ofOperation({
    name: "server_version",
    toolset: "meta",
    operation: "system.version",
    when: "For a report of a fault in Headrace itself.",
  }),
  ofOperation({
    name: "server_machine",
    toolset: "meta",
    operation: "system.machine",
    when: "Which tools stages find where they run without an image.",
  }),
  ofOperation({
    name: "usage",
    toolset: "meta",
    operation: "limits.usage",
    when: "Where executions wait because of a limit, it says which.",
  }),
  ofOperation({
    name: "analytics",
    toolset: "meta",
    operation: "analytics.summary",
    when: "How things went over a time: success, durations, slow and flaky stages, deployments; execution_report is for one.",
  }),
  ofOperation({
    name: "plan_clean_up",
    toolset: "meta",
    operation: "retention.plan",
    when: "A dry run: nothing is removed by it.",
  }),
  ofOperation({
    name: "read_audit_log",
    toolset: "meta",
    operation: "audit.list",
    when: "Who did what, agents too, and what was refused.",
  }),
  ofOperation({
    name: "get_limits",
    toolset: "meta",
    operation: "limits.get",
    when: "What the organization may use; usage says how much of it is used.",
  }),
  ofOperation({
    name: "change_limits",
    toolset: "meta",
    operation: "limits.update",
    when: "Clean up by it: plan_clean_up with the same numbers first says what will be removed, for good.",
  }),
  ofOperation({
    name: "list_teams",
    toolset: "meta",
    operation: "teams.list",
    when: "Who can be asked for consent together.",
  }),
  ofOperation({
    name: "list_roles",
    toolset: "meta",
    operation: "roles.list",
    when: "What each role may do.",
  }),
];
