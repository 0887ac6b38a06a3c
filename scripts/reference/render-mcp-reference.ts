import {
  type AgentTool,
  allPrompts,
  allResources,
  allTools,
  toolsetNames,
  toolsets,
  usualToolsets,
} from "../../packages/mcp/src/index.ts";

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

const setUp = `## Set up

**In a project, without a server**: nothing more than the command. \`headrace mcp\` serves what was run there, from
\`.headrace\` (another directory with \`--data\`), with the rights of who started it. Where a server has that directory, the
server is asked instead, with the login or the token for it.

**With a server**: make a token on the page *Tokens*, with as few scopes as the agent needs (\`read\` is enough to explain
failures), and log in once with \`headrace login https://headrace.example.org\`. Without a login the server and the token come
from the environment, as \`HEADRACE_URL\` and \`HEADRACE_TOKEN\`.

Clients name the same three things in their own words: a name, a command, its words.

| client | where | what |
|---|---|---|
| Claude Code | a shell | \`claude mcp add headrace -- npx headrace mcp --read-only\` |
| Claude Desktop | \`claude_desktop_config.json\` | the JSON below |
| Cursor | \`.cursor/mcp.json\` | the JSON below |
| Gemini CLI | \`~/.gemini/settings.json\` | the JSON below |
| VS Code | \`.vscode/mcp.json\` | the JSON below, with \`servers\` instead of \`mcpServers\` |
| Codex | \`~/.codex/config.toml\` | \`[mcp_servers.headrace]\`, \`command = "npx"\`, \`args = ["headrace", "mcp", "--read-only"]\` |

\`\`\`json
{ "mcpServers": { "headrace": { "command": "npx", "args": ["headrace", "mcp", "--read-only"] } } }
\`\`\`

**Over HTTP** a client needs no program: the address is \`https://headrace.example.org/mcp\`, with the header
\`Authorization: Bearer …\`. Where the token's person belongs to several organizations, \`Headrace-Organization\` names one by
its slug. \`/.well-known/oauth-protected-resource/mcp\` says what the address is and which scopes tokens have; the server gives
out no tokens by OAuth. A server is asked by its own name (\`HEADRACE_PUBLIC_URL\`), by \`localhost\` or by an address: other
names, and pages of other sites, are refused.

Which tools are offered is chosen by options of the command, or by the same words in the address
(\`/mcp?toolsets=find,diagnose&read-only=true\`):

| option | offers |
|---|---|
| \`--toolsets find,logs\` | these groups; \`all\` for every one. Unless said: ${usualToolsets.map(code).join(", ")} |
| \`--tools run_pipeline\` | these beside the groups, or alone |
| \`--exclude-tools decide_approval\` | all but these |
| \`--read-only\` | only what changes nothing, whatever else is chosen |`;

const asking = `## What an agent is given

An answer is JSON, as structured content with its schema and once more as text. What it holds was written by others: logs, commit
messages, names of branches. Colours, characters that nobody sees and those that turn text around are taken out of it, and the
text stands between marks that nobody could know when writing it, with the word that it is data and no instruction. An answer of
more than 24,000 bytes loses the middle of its longest texts and the end of its longest lists, and says what it lost.

An answer's schema, as a client is shown it, names its keys and their types and no more; [the API's reference](api.md) has the
rest. All schemas of the usual tools together are under 28 kB.

Before anything is destroyed the client asks its user, by the protocol. One that cannot, such as one of 2025 over HTTP, needs
\`confirm\`, which repeats the id of the thing: the agent is to ask first. Values of secrets are given to no tool. The audit log
says \`via: mcp\` and the client's name; a client names itself, and nobody checks that. \`run_inline\`, which runs whatever text
it is given, is offered only where \`--tools run_inline\` names it.`;

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
its page there.

| | Bitbucket Cloud | Bitbucket Data Center | GitHub |
|---|---|---|---|
| runs | Pipelines, read and listed | it has none of its own: Headrace runs them | Actions, read and listed |
| connecting | \`list_connections\`, \`check_connection\` | the same | the same |
| what a token may read there | \`check_connection\` says it | the same | the same |`;

const trouble = `## Where something is wrong

| what is seen | what it is |
|---|---|
| 401, or "you are not logged in" | the token is missing, has expired or was revoked: make another |
| 403 at \`/mcp\` | a page of another site asked, or the server was asked by a name that is not its own: set \`HEADRACE_PUBLIC_URL\` |
| \`forbidden\` in an answer | the token's scopes or its person's role do not reach: the answer names the permission |
| a tool is not there | its group is not chosen, \`--read-only\` is set, or it is \`run_inline\` |
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
