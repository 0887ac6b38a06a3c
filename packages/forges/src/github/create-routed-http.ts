import type { ForgeHttp, ForgeRequest } from "../http/index.ts";
import type { Installation } from "./app.ts";
import { operationOf } from "./operations.ts";

export interface RoutedHttpOptions {
  readonly app: ForgeHttp;
  readonly user: ForgeHttp;
  readonly installation: Pick<Installation, "granted">;
}

/**
 * Asks by the app whatever it was granted, and by the user what it was not and what only a user may: an app's limits are
 * larger, and it does not leave the organization.
 */
export function createRoutedHttp({ app, user, installation }: RoutedHttpOptions): ForgeHttp {
  async function choose({ method = "GET", path, signal }: ForgeRequest): Promise<ForgeHttp> {
    const operation = operationOf(method, path);
    const first = operation?.only ?? operation?.first;
    if (first !== undefined) return first === "user" ? user : app;
    const isGranted = await installation.granted(signal);
    return operation?.permissions.every(isGranted) === false ? user : app;
  }
  return {
    json: async (request, schema) => (await choose(request)).json(request, schema),
    jsonWithHeaders: async (request, schema) => (await choose(request)).jsonWithHeaders(request, schema),
    send: async (request) => (await choose(request)).send(request),
    open: async (request) => (await choose(request)).open(request),
    close() {
      app.close();
      user.close();
    },
  };
}
