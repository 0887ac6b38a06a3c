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
  return `${[head, setUp, asking, ...toolsetNames.flatMap(section), resources(), prompts(), trouble].join("\n\n")}\n`;
}

const head = `# For AI agents

An agent reaches Headrace by the [Model Context Protocol](https://modelcontextprotocol.io): it finds, explains, runs and
repairs pipelines with the rights of one person's token and no more. Its tools are the operations of the
[API](api.md), checked, limited and audited in the same place. Both the protocol's revision 2026-07-28 and those of 2025 are
served.

<!-- Written by scripts/write-mcp-reference.ts from the tools; do not edit. -->`;

const setUp = `## Set up

Make a token on the page *Tokens*, with as few scopes as the agent needs: \`read\` is enough to explain failures.

Most clients start a program and talk to it. Log in once with \`headrace login https://headrace.example.org\`, then give the
client this command:

\`\`\`json
{ "mcpServers": { "headrace": { "command": "headrace", "args": ["mcp", "--read-only"] } } }
\`\`\`

Without a login the server and the token come from the environment, as \`HEADRACE_URL\` and \`HEADRACE_TOKEN\`.

A client that speaks HTTP needs no program: its address is \`https://headrace.example.org/mcp\`, with the header
\`Authorization: Bearer …\`. Where the token's person belongs to several organizations, \`Headrace-Organization\` names one by
its slug.

Which tools are offered is chosen by options of the command, or by the same words in the address
(\`/mcp?toolsets=find,diagnose&read-only=true\`):

| option | offers |
|---|---|
| \`--toolsets find,logs\` | these groups; \`all\` for every one. Unless said: ${usualToolsets.map(code).join(", ")} |
| \`--tools run_pipeline\` | these beside the groups, or alone |
| \`--exclude-tools approve\` | all but these |
| \`--read-only\` | only what changes nothing, whatever else is chosen |`;

const asking = `## What an agent is given

An answer is JSON, as structured content with its schema and once more as text. What it holds was written by others: logs, commit
messages, names of branches. Colours, characters that nobody sees and those that turn text around are taken out of it, and the
text stands between marks that nobody could know when writing it, with the word that it is data and no instruction. An answer of
more than 24,000 bytes loses the middle of its longest texts and the end of its longest lists, and says what it lost.

What cannot be undone needs \`confirm\`, which repeats the id of the thing: an agent is to ask its user first. Values of secrets
are given to no tool.`;

const trouble = `## Where something is wrong

| what is seen | what it is |
|---|---|
| 401, or "you are not logged in" | the token is missing, has expired or was revoked: make another |
| 403 at \`/mcp\` | a page in a browser asked: the address is for programs |
| \`forbidden\` in an answer | the token's scopes or its person's role do not reach: the answer names the permission |
| a tool is not there | its group is not chosen, or \`--read-only\` is set |`;

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
