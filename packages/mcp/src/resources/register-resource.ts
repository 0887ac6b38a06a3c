import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Ask } from "../ask.ts";
import { cleanText } from "../presentation/clean-text.ts";
import { sayProblem } from "../presentation/say-problem.ts";
import type { AgentResource } from "./agent-resource.ts";

/** Ids that are offered while one is typed. */
const mostOffered = 20;

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

/** The newest that begin so; none where they cannot be had, for an offer is no answer. */
async function idsOf(ask: Ask, of: AgentResource["of"], begun: string): Promise<string[]> {
  try {
    const found = await ask(`${of}s.list`, { limit: mostOffered }, AbortSignal.timeout(5_000));
    const { items } = list.parse(found);
    return items.map(({ id }) => id).filter((id) => id.startsWith(begun));
  } catch {
    return [];
  }
}

const list = z.object({ items: z.array(z.object({ id: z.string() })) });
