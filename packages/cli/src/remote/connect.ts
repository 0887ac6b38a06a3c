import { type Client, createClient, Problem } from "@headrace/app/client";
import { type ErrorCode, HeadraceError } from "@headrace/pipeline";
import type { ServerAddress } from "./find-server.ts";

/** A server's operations; what it refuses is thrown as a `HeadraceError`, in its own words. */
export function connect(server: ServerAddress): Client {
  const client = createClient(server);
  const explained = (error: unknown): unknown => (error instanceof Problem ? explain(error, server) : error);
  const rethrow = (error: unknown): never => {
    throw explained(error);
  };
  return {
    call: (name, input, options) => client.call(name, input, options).catch(rethrow),
    ask: (name, input, options) => client.ask(name, input, options).catch(rethrow),
    askBytes: (name, input, options) => client.askBytes(name, input, options).catch(rethrow),
    bytes: (name, input, options) => client.bytes(name, input, options).catch(rethrow),
    async *events(name, input, options) {
      try {
        yield* client.events(name, input, options);
      } catch (error) {
        throw explained(error);
      }
    },
  };
}

function explain(problem: Problem, { url, token }: ServerAddress): HeadraceError {
  const { message } = problem;
  if (problem.code === "unauthenticated") {
    return token === undefined
      ? new HeadraceError("server-refused", `you are not logged in to ${url}`, {
          cause: problem,
          mend: `run \`headrace login ${url}\`, or set HEADRACE_TOKEN`,
        })
      : new HeadraceError("server-refused", `${url} does not know the token, or it has expired`, {
          cause: problem,
          mend: `make a new one there, and run \`headrace login ${url}\``,
        });
  }
  const mend = problem.mend === undefined ? {} : { mend: problem.mend };
  return new HeadraceError(codeOf(problem), message, { cause: problem, ...mend });
}

function codeOf({ code, status }: Problem): ErrorCode {
  if (code === "invalid-definition") return "invalid-definition";
  return status >= 500 ? "server-unreachable" : "server-refused";
}
