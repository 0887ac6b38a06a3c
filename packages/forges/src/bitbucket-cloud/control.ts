import { HeadraceError } from "@headrace/pipeline";
import type { z } from "zod";
import { type ForgeHttp, path } from "../http/index.ts";
import type { Control, StartRequest, StartVariable } from "../ports/index.ts";
import { given } from "../values.ts";
import { runOf, variableOf } from "./mapping.ts";
import { createOnDemand } from "./on-demand.ts";
import { repositoryPath } from "./request.ts";
import { runSchema, startedSchema, type variableSchema } from "./schema.ts";
import { startTarget } from "./start-target.ts";

export function createControl(http: ForgeHttp): Control {
  return {
    async start(repository, request) {
      const answer = await http.json(
        {
          method: "POST",
          path: `${repositoryPath(repository)}/pipelines`,
          body: startBody(request),
          ...given("signal", request.signal),
        },
        runSchema,
      );
      return runOf(answer, repository);
    },
    async stop(repository, run, { signal } = {}) {
      const answer = await http.open({
        method: "POST",
        path: repositoryPath(repository) + path`/pipelines/${run}/stopPipeline`,
        // It has ended already.
        expect: [400],
        ...given("signal", signal),
      });
      answer.discard();
      return answer.status === 400 ? "over" : "stopping";
    },
    async rerun(repository, { run, part, variables: anew = [], onDemand, signal }) {
      if (part.kind !== "all") {
        throw unfit("Bitbucket runs a pipeline again as a whole only", "run all of it again");
      }
      const at = repositoryPath(repository);
      const earlier = await http.json(
        { path: at + path`/pipelines/${run.id}`, ...given("signal", signal) },
        startedSchema,
      );
      const variables = variablesAgain(earlier.variables ?? [], anew);
      if (onDemand !== undefined) {
        return await createOnDemand(http).start(repository, { ...onDemand, variables, ...given("signal", signal) });
      }
      const target = withoutNulls(earlier.target);
      const body = { type: "pipeline", target, variables: variables.map(bodyVariable) };
      const request = { method: "POST", path: `${at}/pipelines`, body, ...given("signal", signal) } as const;
      return runOf(await http.json(request, runSchema), repository);
    },
  };
}

/** As it is sent: what has no value is left out. */
function withoutNulls(target: z.output<typeof startedSchema>["target"]): unknown {
  return JSON.parse(JSON.stringify(target, (_key, value: unknown) => value ?? undefined));
}

/** Those of the run, but for what is given anew. The values of secured ones are never told, so these have to be. */
function variablesAgain(
  earlier: readonly z.output<typeof variableSchema>[],
  anew: readonly StartVariable[],
): readonly StartVariable[] {
  const secured = new Map(earlier.map((one) => [one.key, variableOf(one).secured]));
  const known = new Map(anew.map((variable) => [variable.key, variable]));
  const untold = [...secured].filter(([key, isSecured]) => isSecured && !known.has(key)).map(([key]) => key);
  if (untold.length > 0) {
    const names = untold.join(", ");
    throw unfit(`the values of ${names} were secured, and Bitbucket does not tell them`, "give them anew");
  }
  const kept = earlier
    .filter(({ key }) => !known.has(key))
    .map(({ key, value }) => ({ key, value: value ?? "", secured: false }));
  const renewed = anew.map((variable) => ({ ...variable, secured: secured.get(variable.key) ?? variable.secured }));
  return [...kept, ...renewed];
}

function bodyVariable(variable: StartVariable) {
  return { type: "pipeline_variable", ...variable };
}

function unfit(message: string, mend: string): HeadraceError {
  return new HeadraceError("invalid-argument", message, { mend });
}

/** The examples leave out the outer `type`, which the specification demands. */
function startBody(request: StartRequest) {
  const { variables = [] } = request;
  return {
    type: "pipeline",
    target: startTarget(request),
    ...(variables.length === 0 ? {} : { variables: variables.map(bodyVariable) }),
  };
}
