import type { ForgeHttp } from "../http/index.ts";
import type { Ci } from "../ports/index.ts";
import { given } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { permissionsSchema } from "./schema.ts";

/** Actions are switched on and off for a repository as a whole; GitHub counts its runs by itself. */
export function createCi(http: ForgeHttp): Ci {
  return {
    async isEnabled(repository, signal) {
      const at = `${actionsPath(repository)}/permissions`;
      return (await http.json({ path: at, ...given("signal", signal) }, permissionsSchema)).enabled;
    },
    switch: (repository, enabled, signal) =>
      http.send({
        method: "PUT",
        path: `${actionsPath(repository)}/permissions`,
        body: { enabled },
        ...given("signal", signal),
      }),
  };
}
