import { resolve } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { findDefinition } from "../project/index.ts";
import type { Pipeline } from "./pipeline.ts";
import { PipelineManager } from "./pipeline-manager.ts";
import type { RunVariables } from "./run-variables.ts";
import type { ParallelExecution } from "./stage-results.ts";

/**
 * Reads a definition without a manager.
 *
 * @param configPath From the working directory, or absolute.
 * @throws HeadraceError as `PipelineManager.createPipeline`.
 * @example
 * (await createPipeline("pipeline.yaml")).name; // => "web-app"
 */
export async function createPipeline(configPath: string): Promise<Pipeline> {
  return await new PipelineManager().createPipeline(configPath);
}

/**
 * Runs a pipeline of the working directory to its end.
 *
 * @param pipelineName As the definition says it: running another one than was meant is refused.
 * @param configPath The definition; unless said, the one that `headrace run` takes: `headrace.yml` and the like.
 * @param variables Added to the pipeline's own, and winning over them.
 * @throws HeadraceError as `PipelineManager.runPipeline`.
 * @example
 * (await runPipeline("web-app", "pipeline.yaml", { GREETING: "hello" })).status; // => "SUCCESS"
 */
export async function runPipeline(
  pipelineName: string,
  configPath?: string,
  variables: RunVariables = {},
): Promise<Pipeline> {
  const manager = new PipelineManager();
  const path = configPath ?? (await findDefinition(resolve(".")));
  const { name } = await manager.createPipeline(path);
  if (name !== pipelineName) {
    throw new HeadraceError("invalid-argument", `${path} holds the pipeline "${name}", not "${pipelineName}"`, {
      mend: "give the name that the definition says",
    });
  }
  return await manager.runPipeline(pipelineName, variables);
}

/**
 * Runs stages given as plain data in the working directory; see `PipelineManager.parallelPipelineExecution`.
 *
 * @example
 * const stages = [{ name: "one", jobs: [{ name: "a", commands: ["true"] }] }];
 * (await parallelPipelineExecution(stages)).stageResults.one.status; // => "SUCCESS"
 */
export async function parallelPipelineExecution(stages: readonly unknown[]): Promise<ParallelExecution> {
  return await new PipelineManager().parallelPipelineExecution(stages);
}
