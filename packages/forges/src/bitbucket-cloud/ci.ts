import { type ForgeHttp, unlessAbsent } from "../http/index.ts";
import type { Ci } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { ciSchema } from "./schema.ts";

/** Pipelines are switched on for each repository by itself. */
export function createCi(http: ForgeHttp): Required<Ci> {
  return {
    async isEnabled(repository, signal) {
      const at = `${repositoryPath(repository)}/pipelines_config`;
      // Where nobody has ever switched them on there is nothing.
      const found = await unlessAbsent(http.json({ path: at, ...given("signal", signal) }, ciSchema));
      return found?.enabled === true;
    },
    switch: (repository, isEnabled, signal) =>
      http.send({
        method: "PUT",
        path: `${repositoryPath(repository)}/pipelines_config`,
        body: { type: "pipelines_config", enabled: isEnabled },
        ...given("signal", signal),
      }),
    setNextNumber: (repository, next, signal) =>
      http.send({
        method: "PUT",
        path: `${repositoryPath(repository)}/pipelines_config/build_number`,
        body: { type: "pipeline_build_number", next },
        ...given("signal", signal),
      }),
  };
}
