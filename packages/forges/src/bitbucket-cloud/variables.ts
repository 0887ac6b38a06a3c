import { type ForgeHttp, path } from "../http/index.ts";
import type { NewVariable, VariableLevel, Variables } from "../ports/index.ts";
import { given } from "../values.ts";
import { variableOf } from "./mapping.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { variableSchema } from "./schema.ts";

export function createVariables(http: ForgeHttp): Variables {
  return {
    async list(level, signal) {
      const answers = await readAll(http, { path: levelPath(level), ...given("signal", signal) }, variableSchema);
      return answers.map(variableOf);
    },
    async create(level, variable, signal) {
      const body = bodyOf(variable);
      return variableOf(
        await http.json({ method: "POST", path: levelPath(level), body, ...given("signal", signal) }, variableSchema),
      );
    },
    async replace(level, id, variable, signal) {
      const at = levelPath(level) + path`/${id}`;
      const body = { ...bodyOf(variable), uuid: id };
      return variableOf(await http.json({ method: "PUT", path: at, body, ...given("signal", signal) }, variableSchema));
    },
    remove: (level, id, signal) =>
      http.send({ method: "DELETE", path: levelPath(level) + path`/${id}`, ...given("signal", signal) }),
  };
}

/** Both spellings, `pipelines_config` and `pipelines-config`, are the vendor's. */
function levelPath(level: VariableLevel): string {
  switch (level.kind) {
    case "owner":
      return path`/workspaces/${level.owner}/pipelines-config/variables`;
    case "repository":
      return `${repositoryPath(level.repository)}/pipelines_config/variables`;
    case "environment":
      return repositoryPath(level.repository) + path`/deployments_config/environments/${level.environment}/variables`;
  }
}

function bodyOf({ key, value, secured }: NewVariable) {
  return { type: "pipeline_variable", key, value, secured };
}
