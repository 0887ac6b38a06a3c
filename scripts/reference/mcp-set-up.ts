import { usualToolsets } from "../../packages/mcp/src/index.ts";

const usual = usualToolsets.map((name) => `\`${name}\``).join(", ");

/** Of `docs/mcp.md`: how clients are told of the server. */
export const setUp = `## Set up

**In a project, without a server**: nothing more than the command. \`headrace mcp\` serves what was run there, from
\`.headrace\` (another directory with \`--data\`), with the rights of who started it; the project's
\`headrace.yml\` is a pipeline there, which is run as it is committed. Where a server has that directory, the server is asked instead, with the login or the token for it.

**With a server**: make a token on the page *Tokens*, with as few scopes as the agent needs (\`read\` is enough to explain
failures), and log in once with \`headrace login https://headrace.example.org\`. Without a login the server and the token come
from the environment, as \`HEADRACE_URL\` and \`HEADRACE_TOKEN\`.

Clients name the same three things in their own words: a name, a command, its words.

\`\`\`json
{ "mcpServers": { "headrace": { "command": "npx", "args": ["headrace", "mcp", "--read-only"] } } }
\`\`\`

**Over HTTP** a client needs no program: the address is \`https://headrace.example.org/mcp\`, with the header
\`Authorization: Bearer …\`. Where the token's person belongs to several organizations, \`Headrace-Organization\` names one by
its slug. A server listens on this machine only unless \`--host\` says otherwise, and is asked by its own name
(\`HEADRACE_PUBLIC_URL\`), by \`localhost\` or by an address: other names, and pages of other sites, are refused. There is no
sign-in by OAuth, and nothing that says there were: some clients leave the token that they were given as soon as they find that.

Which tools are offered is chosen by options of the command, or by the same words in the address
(\`/mcp?toolsets=find,diagnose&read-only=true\`):

| option | offers |
|---|---|
| \`--toolsets find,logs\` | these groups; \`all\` for every one. Unless said: ${usual} |
| \`--tools run_pipeline\` | these beside the groups, or alone |
| \`--exclude-tools cancel_branch\` | all but these |
| \`--read-only\` | only what changes nothing, whatever else is chosen |

## Clients

Tried in November 2026, with a server and without, as far as they go without an account: Claude Code 2.1 and Gemini CLI 0.61 by
their \`mcp list\`, Codex 0.169 by listing its tools, \`mcp-remote\` 0.15, and the protocol's own TypeScript clients 1.32 and 2.4. The
others as far as could be read of their documents; they change often, and a dash says that nothing was found.

| client | where | over HTTP | asks its user |
|---|---|---|---|
| Claude Code | \`claude mcp add\`, \`.mcp.json\` | \`"type": "http"\`, \`url\`, \`headers\` | yes |
| Claude Desktop | \`claude_desktop_config.json\` | no: see below | – |
| Cursor | \`.cursor/mcp.json\`, \`~/.cursor/mcp.json\` | \`url\`, \`headers\` | yes |
| VS Code | \`.vscode/mcp.json\`, under \`servers\` | \`"type": "http"\`, \`url\`, \`headers\` | yes |
| Codex | \`~/.codex/config.toml\` | \`url\`, \`bearer_token_env_var\` | – |
| Gemini CLI | \`~/.gemini/settings.json\`, \`.gemini/settings.json\` | \`httpUrl\`, \`headers\` | – |
| Zed | its settings, under \`context_servers\` | \`url\`, \`headers\` | no |

Most of them still begin with the handshake of 2025, which is served like that of today. Most ask by themselves before they
call a tool, until you allow it for good: do that for what only reads.

**Claude Code.** For one project \`claude mcp add headrace -- npx headrace mcp\`; with \`--scope project\` it is written to
\`.mcp.json\` for everybody who works there, with \`--scope user\` it holds in all projects. Over HTTP:

\`\`\`sh
claude mcp add --transport http headrace https://headrace.example.org/mcp --header "Authorization: Bearer $HEADRACE_TOKEN"
\`\`\`

The shell puts the token's value into the configuration. In \`.mcp.json\` write \`"Authorization": "Bearer \${HEADRACE_TOKEN}"\`
instead, which is read from the environment; \`claude mcp list\` names a variable that is not set, and says of a server of
\`.mcp.json\` that it waits until you approve it in a session. Options stand before the name, the command after \`--\`. In a
session \`/mcp\` shows whether it is connected.

**Claude Desktop** starts programs: the JSON above, in \`~/Library/Application Support/Claude/claude_desktop_config.json\` on macOS
and \`%APPDATA%\\Claude\\claude_desktop_config.json\` on Windows; start it anew after a change. It starts them in no project, so log
in to a server first, or name the directory with \`--data\`. Servers over HTTP are connectors of your account there, asked from
Anthropic's network and signed in by OAuth: not for a server on your own network, nor for a token of Headrace.

**Cursor** reads a variable by \`\${env:NAME}\`:

\`\`\`json
{
  "mcpServers": {
    "headrace": {
      "url": "https://headrace.example.org/mcp",
      "headers": { "Authorization": "Bearer \${env:HEADRACE_TOKEN}" }
    }
  }
}
\`\`\`

**VS Code** calls the list \`servers\`, not \`mcpServers\`, and asks for what is secret once and keeps it:

\`\`\`json
{
  "inputs": [{ "type": "promptString", "id": "token", "description": "Token of Headrace", "password": true }],
  "servers": {
    "headrace": {
      "type": "http",
      "url": "https://headrace.example.org/mcp",
      "headers": { "Authorization": "Bearer \${input:token}" }
    }
  }
}
\`\`\`

**Codex** takes a token only by the name of a variable, never as a value; a project's own \`.codex/config.toml\` counts only where
the project is trusted:

\`\`\`toml
[mcp_servers.headrace]
url = "https://headrace.example.org/mcp"
bearer_token_env_var = "HEADRACE_TOKEN"
\`\`\`

or \`command = "npx"\` and \`args = ["headrace", "mcp", "--read-only"]\`. A command is given none of your environment but what
\`env_vars = ["HEADRACE_URL", "HEADRACE_TOKEN"]\` names: without that, and without a login, it serves the folder in which it is
started.

**Gemini CLI** calls the address \`httpUrl\` (or \`url\` with \`"type": "http"\`, as \`gemini mcp add\` writes it; alone, \`url\` is an
older transport, which Headrace does not have). It reads variables by \`$HEADRACE_TOKEN\`, connects only in folders that you have
told it to trust, and can leave out tools itself (\`includeTools\`, \`excludeTools\`). Leave \`trust\` off: it is what lets tools
be called without your word.`;
