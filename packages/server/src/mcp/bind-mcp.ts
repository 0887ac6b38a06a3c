import {
  type App,
  allOperations,
  ByteAnswer,
  ownFault,
  type Principal,
  Problem,
  perform,
  problemOf,
} from "@headrace/app";
import type { Ask, ToolChoice } from "@headrace/mcp";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { sendProblem } from "../rest/send-problem.ts";

/** Where agents ask, by the Model Context Protocol. They come with a token, as programs do; a session's cookie is not taken. */
export function bindMcp(server: FastifyInstance, app: App): void {
  server.route({
    method: ["GET", "POST", "DELETE"],
    url: "/mcp",
    helmet: { enableCSPNonces: false },
    handler: async (request, reply) => {
      try {
        // Loaded when the first agent comes: many servers never see one.
        const { chooseTools, refuseForeign, serveAgentRequest } = await import("@headrace/mcp");
        refuseForeign(request.headers, app.options.publicUrl);
        const principal = await app.people.principalOf(request.headers);
        if (principal?.kind !== "token") {
          throw new Problem("unauthenticated", "agents come with a token", {
            mend: "make one on the page Tokens, and send it as `Authorization: Bearer …`",
          });
        }
        const tools = chooseTools(choiceOf(request.query));
        reply.hijack();
        await serveAgentRequest(
          { request: request.raw, response: reply.raw, body: request.body },
          {
            version: app.options.version,
            tools,
            askFor: (client) => askAs(app, request, { principal, client }),
            report: (error) => request.log.error({ err: error }, "an agent's tool broke"),
          },
        );
        return reply;
      } catch (error) {
        return await sendProblem(request, reply, problemOf(error));
      }
    },
  });
}

interface Asker {
  readonly principal: Principal;
  readonly client: string | undefined;
}

function askAs(app: App, request: FastifyRequest, { principal, client }: Asker): Ask {
  const organization = request.headers["headrace-organization"];
  const program = `mcp ${request.headers["user-agent"] ?? ""}`.slice(0, 300);
  return async (name, input, signal) => {
    const operation = allOperations.find((each) => each.name === name);
    if (operation === undefined) throw ownFault(`there is no operation ${name}`);
    const answer = await perform(app, operation, input, {
      principal,
      signal,
      publicUrl: app.options.publicUrl,
      device: { address: request.ip, program },
      agent: client ?? "",
      ...(typeof organization === "string" ? { organization } : {}),
    });
    if (answer instanceof ByteAnswer) {
      const { beginningOf } = await import("@headrace/mcp");
      return await beginningOf(answer.body);
    }
    // As every face shows it: times as texts, nothing that JSON has no word for.
    return JSON.parse(JSON.stringify(answer ?? null));
  };
}

/** `?toolsets=find,logs&tools=run_pipeline&exclude-tools=…&read-only=true`. */
function choiceOf(query: unknown): ToolChoice {
  const given = new Map(typeof query === "object" && query !== null ? Object.entries(query) : []);
  const names = (key: string): readonly string[] | undefined => {
    const value: unknown = given.get(key);
    return typeof value === "string" ? value.split(",").filter((name) => name !== "") : undefined;
  };
  const toolsets = names("toolsets");
  return {
    ...(toolsets === undefined ? {} : { toolsets }),
    tools: names("tools") ?? [],
    without: names("exclude-tools") ?? [],
    readOnly: given.get("read-only") === "true",
  };
}
