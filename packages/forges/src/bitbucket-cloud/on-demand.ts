import { HeadraceError } from "@headrace/pipeline";
import type { ForgeHttp } from "../http/index.ts";
import type { OnDemand, OnDemandRequest } from "../ports/index.ts";
import { given } from "../values.ts";
import { runOf } from "./mapping.ts";
import { repositoryPath } from "./request.ts";
import { runSchema } from "./schema.ts";
import { startTarget } from "./start-target.ts";

/** Characters of a query; servers and proxies refuse longer addresses. RFC 9110, 4.1, wants 8,000 to be taken. */
const longestQuery = 7_500;

/**
 * Runs with a definition of their own: it is the body, and what a body of JSON would say stands in the query.
 * https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#on-demand-pipeline
 */
export function createOnDemand(http: ForgeHttp): OnDemand {
  return {
    async start(repository, request) {
      const query = queryOf(request);
      if (new URLSearchParams(query).toString().length > longestQuery) {
        throw new HeadraceError("invalid-argument", "the values of the variables are too long for Bitbucket", {
          mend: "set the long ones as variables of the repository there, and leave them out here",
        });
      }
      const answer = await http.json(
        {
          method: "POST",
          path: `${repositoryPath(repository)}/pipelines`,
          query,
          document: { type: "application/yaml", text: request.definition },
          ...given("signal", request.signal),
        },
        runSchema,
      );
      return runOf(answer, repository);
    },
  };
}

/** Each property by its path: `target.ref_name`, `variables[0].key`. */
function queryOf(request: OnDemandRequest): Record<string, string> {
  const { variables = [] } = request;
  const { commit, selector, ...target } = startTarget(request);
  return {
    ...below("target", target),
    ...below("target.commit", { hash: commit?.hash }),
    ...below("target.selector", { ...selector }),
    ...Object.assign({}, ...variables.map((variable, index) => below(`variables[${index}]`, { ...variable }))),
  };
}

function below(path: string, values: Readonly<Record<string, string | boolean | undefined>>): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [`${path}.${key}`, String(value)]));
}
