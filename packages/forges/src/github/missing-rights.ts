import { ForgeError, type ForgeHttp, type ForgeRequest } from "../http/index.ts";
import { given } from "../values.ts";
import { type Operation, operationOf } from "./operations.ts";
import { repositorySchema } from "./schema.ts";

/**
 * GitHub answers 404 where a token lacks the right, so as not to tell what there is. What each repository has must be
 * hidden, then, if the repository itself can be read: `forge-forbidden`. A single thing may be gone as well: that stays
 * `forge-not-found`, and says both.
 */
export function tellMissingRights(http: ForgeHttp): ForgeHttp {
  async function told(error: unknown, { method = "GET", path, signal }: ForgeRequest): Promise<unknown> {
    if (!(error instanceof ForgeError) || error.code !== "forge-not-found" || error.status !== 404) return error;
    const operation = operationOf(method, path);
    const [, of, below] = /^(\/repos\/[^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
    if (operation === undefined || of === undefined || below === undefined) return error;
    const right = operation.permissions.join(", ");
    if (isOneOfMany(operation)) {
      return new ForgeError(error.code, error.message, {
        mend: `look whether it was renamed or deleted; GitHub answers so too where the permission ${right} is missing`,
        status: error.status,
        cause: error,
      });
    }
    const isThere = await http.json({ path: of, ...given("signal", signal) }, repositorySchema).then(
      () => true,
      () => false,
    );
    if (!isThere) return error;
    return new ForgeError("forge-forbidden", `${error.message}, though the repository itself can be read`, {
      mend: `give the token the permission ${right}, or the scope repo where it is a classic one: GitHub hides what a token may not see`,
      status: error.status,
      cause: error,
    });
  }

  async function ask<Value>(request: ForgeRequest, asking: Promise<Value>): Promise<Value> {
    return await asking.catch(async (error: unknown) => {
      throw await told(error, request);
    });
  }

  return {
    json: (request, schema) => ask(request, http.json(request, schema)),
    jsonWithHeaders: (request, schema) => ask(request, http.jsonWithHeaders(request, schema)),
    send: (request) => ask(request, http.send(request)),
    open: (request) => ask(request, http.open(request)),
    close: () => http.close(),
  };
}

function isOneOfMany({ path, mayBeAbsent = false }: Operation): boolean {
  return mayBeAbsent || /\{/.test(path.replace("/repos/{owner}/{repo}", ""));
}
