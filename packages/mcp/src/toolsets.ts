/** What an agent is offered is chosen by these. */
export const toolsets = {
  find: "repositories and pipelines: begin here to learn their ids",
  executions: "what ran, runs and waits",
  logs: "what the stages printed",
  diagnose: "why something failed, waits or would run",
  outputs: "tests, artifacts, environments, deployments and variables",
  control: "run, wait, cancel, run again, approve",
  pipelines: "create and change pipelines",
  config: "variables, secrets, schedules, caches, webhooks and roles",
  deliver: "environments with their rules, rollback",
  publish: "hosts of code, and links for others",
  meta: "who you are, members, usage, analytics, the audit log",
} as const;

export type Toolset = keyof typeof toolsets;

export const toolsetNames: readonly Toolset[] = [
  "find",
  "executions",
  "logs",
  "diagnose",
  "outputs",
  "control",
  "pipelines",
  "config",
  "deliver",
  "publish",
  "meta",
];

/** Where nothing is chosen: all that reads, and what a person does with executions every day. */
export const usualToolsets: readonly Toolset[] = ["find", "executions", "logs", "diagnose", "outputs", "control"];
