import { type ForgeHttp, path } from "../http/index.ts";
import type { Control, StartRequest } from "../ports/index.ts";
import { given } from "../values.ts";
import { runOf } from "./mapping.ts";
import { repositoryPath } from "./request.ts";
import { runSchema } from "./schema.ts";

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
    async stop(repository, run, signal) {
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
  };
}

/** The examples leave out the outer `type`, which the specification demands. */
function startBody({ target, pipeline, variables = [] }: StartRequest) {
  const selector = pipeline === undefined ? {} : { selector: { type: "custom", pattern: pipeline } };
  const commit = target.commit === undefined ? {} : { commit: { type: "commit", hash: target.commit } };
  const built =
    target.kind === "commit"
      ? { type: "pipeline_commit_target", ...commit, ...selector }
      : { type: "pipeline_ref_target", ref_type: target.kind, ref_name: target.name, ...commit, ...selector };
  return {
    type: "pipeline",
    target: built,
    ...(variables.length === 0
      ? {}
      : { variables: variables.map((variable) => ({ type: "pipeline_variable", ...variable })) }),
  };
}
