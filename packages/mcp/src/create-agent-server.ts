import { problemOf } from "@headrace/app";
import { McpServer, type ServerOptions } from "@modelcontextprotocol/server";
import type { Ask } from "./ask.ts";
import { clientOf } from "./client-of.ts";
import { instructionsFor } from "./instructions-for.ts";
import { capAnswer } from "./presentation/cap-answer.ts";
import { cleanAnswer } from "./presentation/clean-text.ts";
import { fenced, notice } from "./presentation/fenced.ts";
import { sayProblem } from "./presentation/say-problem.ts";
import { allPrompts } from "./prompts/all-prompts.ts";
import { completedInput } from "./prompts/completed-input.ts";
import { allResources } from "./resources/all-resources.ts";
import { registerResource } from "./resources/register-resource.ts";
import type { AgentTool } from "./tools/agent-tool.ts";
import { confirmed } from "./tools/confirmation.ts";
import { progressOf } from "./tools/progress-of.ts";
import { shownSchemas } from "./tools/shown-schemas.ts";

export interface AgentServerOptions {
  readonly version: string;
  /** Of `chooseTools`. */
  readonly tools: readonly AgentTool[];
  /** For calls of this client, as it names itself; it goes into the audit log. */
  askFor(client: string | undefined): Ask;
  /** Told what broke on our side; the agent hears only that something did. */
  report?(error: unknown): void;
}

/** Bytes of JSON that an answer has at most: some 6,000 tokens. */
const mostBytes = 24_000;

/** More arrays and objects than any input of ours has; a deeper or larger one is refused before it is read. */
const mostElements = 20_000;

/**
 * A server of the Model Context Protocol for one connection or one request; serves the current era and that of 2025. What
 * else the protocol's library is told are `more`.
 */
export function createAgentServer(
  { version, tools, askFor, report }: AgentServerOptions,
  more: ServerOptions = {},
): McpServer {
  const server = new McpServer(
    { name: "headrace", title: "Headrace", version },
    {
      ...more,
      capabilities: { ...more.capabilities, tools: {}, resources: {}, prompts: {} },
      instructions: instructionsFor(tools),
      maxToolInputElements: mostElements,
    },
  );
  for (const tool of tools) {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        ...shownSchemas(tool),
        annotations: {
          readOnlyHint: tool.effect === "read",
          destructiveHint: tool.effect === "destructive",
          openWorldHint: false,
        },
      },
      async (input, { mcpReq }) => {
        try {
          const { name, canAsk } = clientOf(server, mcpReq);
          const ask = askFor(name);
          const question = await confirmed({ tool, input, ask, canAsk, request: mcpReq });
          if (question !== undefined) return question;
          const { confirm: _, ...rest } = input;
          const turn = { signal: mcpReq.signal, progress: progressOf(mcpReq) };
          const whole = cleanAnswer(await tool.call(ask, rest, turn));
          const { answer, cuts } = capAnswer(whole, tool.mostBytes ?? mostBytes);
          return {
            content: [{ type: "text", text: fenced(answer, cuts) }],
            ...(tool.output !== undefined && isRecord(answer) ? { structuredContent: { ...answer, notice } } : {}),
          };
        } catch (error) {
          mcpReq.signal.throwIfAborted();
          if (problemOf(error).status >= 500) report?.(error);
          return { content: [{ type: "text", text: sayProblem(error) }], isError: true };
        }
      },
    );
  }
  for (const resource of allResources) registerResource(server, resource, askFor(undefined));
  for (const { name, title, description, input, text } of allPrompts) {
    server.registerPrompt(
      name,
      { title, description, argsSchema: completedInput(input, askFor(undefined)) },
      (given) => ({
        messages: [{ role: "user", content: { type: "text", text: text(given) } }],
      }),
    );
  }
  return server;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
