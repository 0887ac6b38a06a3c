import {
  type AgentTool,
  allPrompts,
  allResources,
  allTools,
  toolsetNames,
  toolsets,
} from "../../packages/mcp/src/index.ts";
import { setUp } from "./mcp-set-up.ts";

/** The text of `docs/mcp.md`. */
export function renderMcpReference(): string {
  return `${[head, setUp, asking, examples, ...toolsetNames.flatMap(section), resources(), prompts(), hosts, trouble].join("\n\n")}\n`;
}

const head = `# For AI agents

An agent reaches Headrace by the [Model Context Protocol](https://modelcontextprotocol.io): it finds, explains, runs and
repairs pipelines with the rights of one person's token and no more. Its tools are the operations of the
[API](api.md), checked, limited and audited in the same place. Both the protocol's revision 2026-07-28 and those of 2025 are
served.

<!-- Written by scripts/write-mcp-reference.ts from the tools; do not edit. -->`;

const asking = `## What an agent is given

An answer is JSON, as structured content with its schema and once more as text. What it holds was written by others: logs, commit
messages, names of branches. Colours, characters that nobody sees and those that turn text around are taken out of it, and the
text stands between marks that nobody could know when writing it, with the word that it is data and no instruction; structured
content says so under \`notice\`. Secrets are masked in it with those that are set today, also where a log was kept before a
secret was known ([secrets](secrets.md)).

An answer of more than 24,000 bytes loses the middle of its longest texts and the end of its longest lists, and says what it
lost. Lines of a log come within 16,000 bytes, from \`tail_log\` the last ones, and go on by a cursor, which is good for that log
only. \`failure_summary\` fits into 8,000: the failing lines first, then what stands nearest to them, and how much was left out.

An answer's schema, as a client is shown it, names its keys and their types and no more; [the API's reference](api.md) has the
rest. All schemas of the usual tools together are under 28 kB. A client that asks for progress hears of each stage that ends while
\`wait_for_execution\` waits. One that gives a call up stops it.

## What an agent may do

**Destroying** is asked of the user, by the protocol, in one line that names the thing. Where the client cannot do that, the call
needs \`confirm\`, which repeats the value that names it: the agent is to ask first.

**Over HTTP with a protocol of 2025** both need a session, which a client is given by its handshake (\`Mcp-Session-Id\`). It belongs
to one token with its choice of tools, and ends with the token, by the client's word, or after eight hours of rest; a token has
ten at most. Several servers behind one address each know their own: a request that comes to another one, or to one that was
started anew since, is served by itself, without asking and giving up.

**Nothing more than its person**: the same roles, scopes, limits and records as for the API. The audit log says \`via: mcp\` and the
client's name; a client names itself, and nobody checks that. The token is for this server and is passed on to nobody; hosts of
code are asked with the connection's own credentials, for what its person may do here.

**No tool** gives the value of a secret, makes a token, invites or signs in anybody, takes a host's credentials, changes keys or
makes a backup: those are for the pages and the [command line](command-line.md). None writes a file or runs a command where it is
served from, other than by running a pipeline. \`run_inline\`, which runs whatever text it is given, is off: whoever
runs the server allows it by \`headrace serve --agents-run-inline\`, the person needs the permission \`pipeline.run-inline\`, and
\`--tools run_inline\` names it. Without a server \`--tools run_inline\` of the command is enough: it can do no more than
\`headrace run\`.`;

const examples = `## Examples

What an agent does when it is asked, by the shortest path. These and some thirty others are tests with a budget of calls and bytes
(\`packages/server/test/agents/tasks.ts\`).

| asked | calls |
|---|---|
| why did the last run on main fail? | \`failure_summary\` with \`branch\` |
| run only what failed again | \`list_executions\`, \`rerun_execution\` with \`part: failed\`, \`wait_for_execution\` |
| which stage is the slowest? | \`latest_status\`, \`execution_report\` |
| add a matrix over Node 22 and 24 and show me the plan | \`list_pipelines\`, \`get_pipeline\`, \`explain_plan\` with \`text\` |
| stop everything that runs on a branch | \`cancel_branch\` |
| take production back to what stood before | \`list_environments\`, \`roll_back\`, \`wait_for_execution\` |`;

const hosts = `## What differs between the hosts of code

Runs on a host are executions like any other to every tool that reads; \`remote\` in an answer says on which host it ran, and
its page there. \`find_run\` takes the address of such a page. \`list_hosts\` says what each host can do and what its token needs for
it; where one cannot, the answer is \`not-supported\` with a reason.

| | Bitbucket Cloud | Bitbucket Data Center | GitHub |
|---|---|---|---|
| runs | Pipelines, read and listed | it has none of its own: Headrace runs them | Actions, read and listed |
| \`start_on_host\` | a pipeline or a custom one, with variables | no | a workflow that takes \`workflow_dispatch\`, with inputs |
| \`cancel_execution\` | stops | as any that runs here | cancels, with \`force\` also what hangs |
| \`rerun_execution\` | all of it, as a new run | as any that runs here | all, what failed, or a job with what needs it |
| \`list_host_reviews\`, \`review_on_host\` | no | no | environments that wait for reviewers |
| \`sync_environment\` | variables of a deployment environment, secured ones too | no | variables, and secrets as sealed boxes |
| \`list_host_variables\`, \`set_host_variable\`, \`delete_host_variable\` | of a workspace, a repository and its deployment environments; values of secured ones are never given | no: Headrace keeps them | of repositories and environments; values of secrets are never given |
| \`list_host_schedules\` and its siblings | in UTC, of branches; one that exists can only be switched | no: Headrace keeps them | no: they stand in the workflow's file |
| \`list_host_caches\`, \`list_host_environments\` and their siblings | both | neither | both |
| what runs here is told: \`get_write_backs\`, \`publish_execution\` | build status, Code Insights report | build, Code Insights report, deployment | check (an app's token) or commit status, deployment |
| \`list_required_builds\`, \`require_builds\` | no: merge checks are set on its own page | made, listed, removed | no: rules are set on its own page |
| \`register_webhook\`, \`list_host_webhooks\` | yes | yes, tried by the host's own test call | yes |
| connecting, and what a token may | \`list_connections\`, \`check_connection\` | the same | the same |`;

const trouble = `## Where something is wrong

| what is seen | what it is |
|---|---|
| 401, or "you are not logged in" | the token is missing, has expired or was revoked: make another |
| the client tries to sign in with a browser | its token was not sent or is refused: the server has no sign-in by OAuth |
| it starts a server that ends at once | the client found no \`npx\`, or no project: name the program by its whole path, and \`--data\` |
| "confirm" does not repeat … | the client cannot ask its user: say yes to the agent, and it gives \`confirm\` |
| the cursor is not of this log | it came from another execution or stage: leave it out |
| 403 at \`/mcp\` | a page of another site asked, or the server was asked by a name that is not its own: set \`HEADRACE_PUBLIC_URL\` |
| \`forbidden\` in an answer | the token's scopes or its person's role do not reach: the answer names the permission |
| a tool is not there | its group is not chosen, \`--read-only\` is set, or it is \`run_inline\`, which has to be allowed |
| "your user did not agree" | the client asked its user, who said no or nothing |
| "another server has the data directory" | another agent's \`headrace mcp\` is open on it: let both ask one \`headrace serve\` |
| it starts, and knows of nothing | nothing was run in the folder in which the client started the command: name it with \`--data\` |`;

function section(name: (typeof toolsetNames)[number]): readonly string[] {
  const rows = allTools.filter(({ toolset }) => toolset === name).map(row);
  return [
    `## \`${name}\`: ${toolsets[name]}`,
    ["| tool | says | takes | changes |", "|---|---|---|---|", ...rows].join("\n"),
  ];
}

function resources(): string {
  const rows = allResources.map(
    ({ of, part, title, description }) =>
      `| ${code(`headrace://${of}s/{${of}}/${part}`)} | ${title}. ${description}. |`,
  );
  return [
    "## Resources",
    "",
    "Clients that show resources read these by their address; an id is completed while it is typed.",
    "",
    "| address | is |",
    "|---|---|",
    ...rows,
  ].join("\n");
}

function prompts(): string {
  const rows = allPrompts.map(
    ({ name, description, input }) => `| ${code(name)} | ${description}. | ${Object.keys(input.shape).join(", ")} |`,
  );
  return [
    "## Prompts",
    "",
    "Ways to begin that a person chooses by name, in clients that offer them.",
    "",
    "| prompt | gives | takes |",
    "|---|---|---|",
    ...rows,
  ].join("\n");
}

function row({ name, description, input, effect }: AgentTool): string {
  const takes = Object.entries(input.shape).map(([key, field]) =>
    field.safeParse(undefined).success ? key : `**${key}**`,
  );
  return `| ${code(name)} | ${description.replaceAll("|", "\\|")} | ${takes.join(", ")} | ${effects[effect]} |`;
}

const effects = { read: "nothing", write: "yes", destructive: "for good" } as const;

function code(text: string): string {
  return `\`${text}\``;
}
