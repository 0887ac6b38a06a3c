import { type App, Problem, problemOf, refuseInlineByAgents } from "@headrace/app";
import type { AgentSessions, ToolChoice } from "@headrace/mcp";
import type { FastifyInstance } from "fastify";
import { sendProblem } from "../rest/send-problem.ts";

/** Where agents ask, by the Model Context Protocol. They come with a token, as programs do; a session's cookie is not taken. */
export function bindMcp(server: FastifyInstance, app: App): void {
  const sessions = bindSessions(server, app);
  server.route({
    method: ["GET", "POST", "DELETE"],
    url: "/mcp",
    helmet: { enableCSPNonces: false },
    handler: async (request, reply) => {
      try {
        // Loaded when the first agent comes: many servers never see one.
        const { askInProcess, chooseTools, refuseDeep, refuseForeign } = await import("@headrace/mcp");
        refuseForeign(request.headers, app.options.publicUrl);
        const { authorization, "headrace-organization": organization, "user-agent": agentName = "" } = request.headers;
        const principal = await principalOf(app, authorization);
        if (principal === undefined) {
          throw new Problem("unauthenticated", "agents come with a token", {
            mend: "make one on the page Tokens, and send it as `Authorization: Bearer …`",
          });
        }
        refuseDeep(request.body);
        const tools = chooseTools(choiceOf(request.query));
        // What a client's address names is the client's choice; that it is offered at all is the server's.
        if (tools.some(({ onlyByName }) => onlyByName === true)) refuseInlineByAgents(app);
        const asked = { request: request.raw, response: reply.raw, body: request.body };
        const { log, ip } = request;
        const { serve } = await sessions();
        // A session keeps what it is given here: nothing of it may hold the whole request.
        await serve(asked, {
          owner: JSON.stringify([principal.tokenId, organization, request.query]),
          ownerGroup: principal.tokenId,
          isAllowed: async () => (await principalOf(app, authorization)) !== undefined,
          begin: () => void reply.hijack(),
          server: {
            version: app.options.version,
            tools,
            askFor: (client) =>
              askInProcess(app, {
                principal,
                publicUrl: app.options.publicUrl,
                device: { address: ip, program: `mcp ${agentName}`.slice(0, 300) },
                agent: client ?? "",
                ...(typeof organization === "string" ? { organization } : {}),
              }),
            report: (error) => log.error({ err: error }, "an agent's tool broke"),
          },
        });
        return reply;
      } catch (error) {
        // Without metadata of OAuth: clients that find some leave the token that they were given and try to sign in there.
        return await sendProblem(request, reply, problemOf(error), 'Bearer realm="headrace"');
      }
    },
  });
}

/** Makes them when they are first asked for, and ends them with the server, or with the rights of their tokens. */
function bindSessions(server: FastifyInstance, app: App): () => Promise<AgentSessions> {
  let made: Promise<AgentSessions> | undefined;
  const unwatch = app.rights.watch(() => {
    made
      ?.then((sessions) => sessions.review())
      .catch((error: unknown) => server.log.error({ err: error }, "looking at agents' sessions"));
  });
  server.addHook("preClose", async () => {
    unwatch();
    await (await made)?.close();
  });
  return async () => {
    made ??= import("@headrace/mcp").then(({ createAgentSessions }) =>
      createAgentSessions({ now: () => app.clock.now() }),
    );
    return await made;
  };
}

/** Undefined where it comes with no token that is good. */
async function principalOf(app: App, authorization: string | undefined) {
  const principal = authorization === undefined ? null : await app.people.principalOf({ authorization });
  return principal?.kind === "token" ? principal : undefined;
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
