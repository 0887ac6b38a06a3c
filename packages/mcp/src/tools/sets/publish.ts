import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";

export const publishTools: readonly AgentTool[] = [
  ofOperation({
    name: "list_connections",
    toolset: "publish",
    operation: "connections.list",
    when: "What each host of code can do differs: Bitbucket Cloud, Bitbucket Data Center, GitHub.",
  }),
  ofOperation({
    name: "check_connection",
    toolset: "publish",
    operation: "connections.check",
    when: "Use it where runs of a host no longer come in.",
  }),
  ofOperation({
    name: "list_host_repositories",
    toolset: "publish",
    operation: "connections.repositories",
    when: "Then connect_repositories reads their runs.",
  }),
  ofOperation({
    name: "connect_repositories",
    toolset: "publish",
    operation: "connections.connect-repositories",
    when: "Their runs become executions, for every other tool to read.",
  }),
  ofOperation({
    name: "collection_status",
    toolset: "publish",
    operation: "connections.collection",
    when: "How old what is shown of a host is, and what is left of its limit on requests.",
  }),
  ofOperation({
    name: "get_write_backs",
    toolset: "publish",
    operation: "executions.write-backs",
    when: "Use it where a commit's status on the host is missing or old.",
  }),
  ofOperation({
    name: "list_commit_builds",
    toolset: "publish",
    operation: "repositories.builds",
    when: "It shows what Jenkins, Bamboo and others said of a commit too.",
  }),
  ofOperation({
    name: "list_required_builds",
    toolset: "publish",
    operation: "repositories.required-builds",
    when: "It says what a pull request waits for on Bitbucket Data Center.",
  }),
  ofOperation({
    name: "require_builds",
    toolset: "publish",
    operation: "repositories.require-builds",
    when: "Nobody can merge without a success of the pipelines then: ask your user first.",
  }),
  ofOperation({
    name: "register_webhook",
    toolset: "publish",
    operation: "webhooks.register",
    when: "Pushes and pull requests on the host start pipelines from then on.",
  }),
  ofOperation({
    name: "link_artifact",
    toolset: "publish",
    operation: "artifacts.link",
    when: "Whoever has the link can download it: give it to your user only.",
  }),
  ofOperation({
    name: "find_run",
    toolset: "publish",
    operation: "executions.find-run",
    when: "Where your user gives the address of a run in a browser.",
  }),
  ofOperation({
    name: "list_hosts",
    toolset: "publish",
    operation: "connections.hosts",
    when: "What differs between Bitbucket Cloud, Data Center and GitHub, before connecting.",
  }),
  ofOperation({
    name: "start_on_host",
    toolset: "publish",
    operation: "repositories.execute",
    when: "For a pipeline of the host itself; run_pipeline is for those that run here.",
    without: ["secured"],
  }),
  ofOperation({
    name: "get_host_definition",
    toolset: "publish",
    operation: "pipelines.host-definition",
    when: "Read its notes before run_on_host.",
  }),
  ofOperation({
    name: "run_on_host",
    toolset: "publish",
    operation: "pipelines.execute-on-host",
    when: "Where a pipeline of Headrace is to run on Bitbucket's machines; run_pipeline is for ours. Set `accept` only when your user has seen the notes that are errors.",
  }),
  ofOperation({
    name: "run_text_on_host",
    toolset: "publish",
    operation: "repositories.run-inline-on-host",
    when: "To try a change there before it is saved; run_on_host is for what is saved.",
  }),
  ofOperation({
    name: "list_host_reviews",
    toolset: "publish",
    operation: "executions.reviews",
    when: "Of runs on GitHub; list_approvals is for those that run here.",
  }),
  ofOperation({
    name: "review_on_host",
    toolset: "publish",
    operation: "executions.review",
    when: "Only when your user has told you to: it counts as that person's decision.",
  }),
  ofOperation({
    name: "sync_environment",
    toolset: "publish",
    operation: "pipelines.sync-env",
    when: "Without `digest` it only shows the difference; with the digest of that it writes. Values of secured ones are for people to give.",
    without: ["secured"],
  }),
  ofOperation({
    name: "publish_execution",
    toolset: "publish",
    operation: "executions.write-back",
    when: "For what a push did not start, or the host refused; get_write_backs says what came of it.",
  }),
  ofOperation({
    name: "switch_write_back",
    toolset: "publish",
    operation: "repositories.write-back",
    when: "Whether commits of a repository show there what runs here.",
  }),
];
