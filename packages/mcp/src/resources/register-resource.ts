import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Ask } from "../ask.ts";
import { cleanText } from "../presentation/clean-text.ts";
import { sayProblem } from "../presentation/say-problem.ts";
import type { AgentResource } from "./agent-resource.ts";
import { idsOf } from "./ids-of.ts";

export function registerResource(server: McpServer, resource: AgentResource, ask: Ask): void {
  const { of, part, name, title, description, mimeType } = resource;
  const template = new ResourceTemplate(`headrace://${of}s/{${of}}/${part}`, {
    // Nobody reads all there are: tools find what is wanted.
    list: undefined,
    complete: { [of]: async (begun) => await idsOf(ask, of, begun) },
  });
  server.registerResource(name, template, { title, description, mimeType }, async (uri, variables, { mcpReq }) => {
    try {
      const text = cleanText(await resource.read(ask, z.string().parse(variables[of]), mcpReq.signal));
      return { contents: [{ uri: uri.href, mimeType, text }] };
    } catch (error) {
      mcpReq.signal.throwIfAborted();
      throw new Error(sayProblem(error), { cause: error });
    }
  });
}
