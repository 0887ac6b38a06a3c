import type { ForgeHttp } from "../http/index.ts";
import type { Ci, RepositoryName } from "../ports/index.ts";
import { given } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { permissionsSchema } from "./schema.ts";

/** Actions are switched on and off for a repository as a whole; GitHub counts its runs by itself. */
export function createCi(http: ForgeHttp): Ci {
  const read = (repository: RepositoryName, signal: AbortSignal | undefined) =>
    http.json({ path: permissionsPath(repository), ...given("signal", signal) }, permissionsSchema);

  return {
    isEnabled: async (repository, signal) => (await read(repository, signal)).enabled,
    async switch(repository, enabled, signal) {
      // GitHub sets all of it at once: which actions may be used stays as it is only where it is said again.
      const body = { ...(await read(repository, signal)), enabled };
      await http.send({ method: "PUT", path: permissionsPath(repository), body, ...given("signal", signal) });
    },
  };
}

function permissionsPath(repository: RepositoryName): string {
  return `${actionsPath(repository)}/permissions`;
}
