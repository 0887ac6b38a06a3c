import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";

export const configTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_all_variables",
    toolset: "config",
    operation: "variables.list",
    when: "By where they are set; list_variables has what pipelines of a repository begin with.",
  }),
  ofOperation({
    name: "set_variable",
    toolset: "config",
    operation: "variables.set",
    when: "For what is not secret; anybody who may read executions can read it.",
  }),
  ofOperation({
    name: "delete_variable",
    toolset: "config",
    operation: "variables.delete",
    when: "list_all_variables has its id.",
  }),
  ofOperation({
    name: "list_secrets",
    toolset: "config",
    operation: "secrets.list",
    when: "Names and rules only: no tool gives a value.",
  }),
  ofOperation({
    name: "set_secret",
    toolset: "config",
    operation: "secrets.set",
    when: "Written, and never read again. Better let your user type its value in the page Secrets than into a talk.",
  }),
  ofOperation({
    name: "delete_secret",
    toolset: "config",
    operation: "secrets.delete",
    when: "list_secrets has its id.",
  }),
  ofOperation({
    name: "list_schedules",
    toolset: "config",
    operation: "schedules.list",
    when: "When what runs by itself.",
  }),
  ofOperation({
    name: "create_schedule",
    toolset: "config",
    operation: "schedules.create",
    when: "Beside those of the definition, which update_pipeline changes.",
  }),
  ofOperation({
    name: "change_schedule",
    toolset: "config",
    operation: "schedules.update",
    when: "One of a definition can only be switched on or off here.",
  }),
  ofOperation({
    name: "delete_schedule",
    toolset: "config",
    operation: "schedules.delete",
    when: "To stop it for a while use change_schedule.",
  }),
  ofOperation({
    name: "run_schedule",
    toolset: "config",
    operation: "schedules.run-now",
    when: "To run the pipeline otherwise use run_pipeline.",
  }),
  ofOperation({
    name: "list_caches",
    toolset: "config",
    operation: "caches.list",
    when: "Sizes and last uses.",
  }),
  ofOperation({
    name: "clear_caches",
    toolset: "config",
    operation: "caches.clear",
    when: "The next executions are slower; with `key` only those whose key begins so.",
  }),
  ofOperation({
    name: "list_webhooks",
    toolset: "config",
    operation: "webhooks.list",
    when: "How pushes reach pipelines; list_deliveries has what came.",
  }),
  ofOperation({
    name: "list_deliveries",
    toolset: "config",
    operation: "deliveries.list",
    when: "Use it where a push started nothing: each says what came of it.",
  }),
  ofOperation({
    name: "redeliver",
    toolset: "config",
    operation: "deliveries.redeliver",
    when: "After what kept it from working is mended.",
  }),
  ofOperation({
    name: "narrow_role",
    toolset: "config",
    operation: "role-limits.set",
    when: "Who may do less in one repository or pipeline; list_members has the users.",
  }),
  ofOperation({
    name: "widen_role",
    toolset: "config",
    operation: "role-limits.clear",
    when: "Undoes narrow_role.",
  }),
];
