import { type App, Problem, problemOf, refuseInlineByAgents } from "@headrace/app";
import type { ToolChoice } from "@headrace/mcp";
import type { FastifyInstance } from "fastify";
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
        const { askInProcess, chooseTools, refuseDeep, refuseForeign, serveAgentRequest } = await import(
          "@headrace/mcp"
        );
        refuseForeign(request.headers, app.options.publicUrl);
        const principal = await app.people.principalOf(request.headers);
        if (principal?.kind !== "token") {
          throw new Problem("unauthenticated", "agents come with a token", {
            mend: "make one on the page Tokens, and send it as `Authorization: Bearer …`",
          });
        }
        const organization = request.headers["headrace-organization"];
        refuseDeep(request.body);
        const tools = chooseTools(choiceOf(request.query));
        // What a client's address names is the client's choice; that it is offered at all is the server's.
        if (tools.some(({ onlyByName }) => onlyByName === true)) refuseInlineByAgents(app);
        reply.hijack();
        await serveAgentRequest(
          { request: request.raw, response: reply.raw, body: request.body },
          {
            version: app.options.version,
            tools,
            askFor: (client) =>
              askInProcess(app, {
                principal,
                publicUrl: app.options.publicUrl,
                device: { address: request.ip, program: `mcp ${request.headers["user-agent"] ?? ""}`.slice(0, 300) },
                agent: client ?? "",
                ...(typeof organization === "string" ? { organization } : {}),
              }),
            report: (error) => request.log.error({ err: error }, "an agent's tool broke"),
          },
        );
        return reply;
      } catch (error) {
        // Without metadata of OAuth: clients that find some leave the token that they were given and try to sign in there.
        return await sendProblem(request, reply, problemOf(error), 'Bearer realm="headrace"');
      }
    },
  });
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
