import type { Pipeline, Stage } from "@headrace/pipeline";
import { dump } from "js-yaml";
import { unlessEmpty, unlessNone, without } from "../write/parts.ts";
import {
  type LegacyJob,
  type LegacyPipeline,
  type LegacyStage,
  type LegacyTriggers,
  legacyDefaults,
  maxRetryCount,
} from "./config.ts";
import { type LegacyNote, notesOf } from "./notes.ts";

export type LegacyFormat = "yaml" | "json";

/**
 * A configuration as text, with the keys of the format; what has its default value is left out.
 * Reading the text again gives the same configuration.
 *
 * @example
 * printLegacyConfig(config, "yaml"); // "name: hello\nstages:\n  - name: greet …"
 */
export function printLegacyConfig(config: LegacyPipeline, format: LegacyFormat): string {
  const document = without({
    name: config.name,
    description: config.description || undefined,
    variables: unlessEmpty(config.variables),
    triggers: triggersDocument(config.triggers),
    timeout: config.timeout === legacyDefaults.pipelineTimeout ? undefined : config.timeout,
    stages: config.stages.map(stageDocument),
  });
  if (format === "json") return `${JSON.stringify(document, null, 2)}\n`;
  return dump(document, { lineWidth: -1, noRefs: true });
}

export interface PrintedLegacyStages {
  readonly text: string;
  readonly config: LegacyPipeline;
  /** What the format cannot say. */
  readonly notes: readonly LegacyNote[];
}

/**
 * A Headrace pipeline in the legacy stages format: each stage becomes one with a single job.
 * What the format has no words for is left out and told in the notes.
 */
export function printLegacyStages(pipeline: Pipeline, format: LegacyFormat = "yaml"): PrintedLegacyStages {
  const config: LegacyPipeline = {
    name: pipeline.name,
    description: pipeline.description ?? "",
    variables: pipeline.variables,
    triggers: triggersOf(pipeline),
    timeout: pipeline.timeout === undefined ? legacyDefaults.pipelineTimeout : pipeline.timeout / 1000,
    stages: pipeline.stages.map(stageOf),
  };
  return { text: printLegacyConfig(config, format), config, notes: notesOf(pipeline) };
}

function stageOf(stage: Stage): LegacyStage {
  const times = [stage.timeout, ...stage.steps.map((step) => step.timeout)].filter((time) => typeof time === "number");
  const job: LegacyJob = {
    name: stage.name,
    commands: stage.steps.map((step) => step.run),
    environment: stage.variables,
    artifacts: stage.artifacts.flatMap((artifact) => artifact.paths),
    dependencies: [],
    timeout: times.length === 0 ? legacyDefaults.commandTimeout : Math.max(...times) / 1000,
    retryCount: Math.min(stage.retry.attempts - 1, maxRetryCount),
    allowFailure: stage.allowFailure !== false,
  };
  return {
    name: stage.id,
    dependencies: stage.needs.map((need) => need.stage),
    environment: {},
    ...(stage.environment === undefined ? {} : { deploymentEnvironment: stage.environment.name }),
    allowFailure: false,
    parallel: true,
    jobs: [job],
  };
}

function triggersOf({ triggers }: Pipeline): LegacyTriggers {
  if (triggers === undefined) return { schedule: [], manual: true };
  return {
    ...(triggers.push === undefined ? {} : { push: triggers.push.branches ?? [] }),
    ...(triggers.pullRequest === undefined ? {} : { pullRequest: triggers.pullRequest.branches ?? [] }),
    schedule: triggers.schedule.map((schedule) => schedule.cron),
    manual: triggers.manual,
  };
}

function stageDocument(stage: LegacyStage): object {
  const { conditions } = stage;
  return without({
    name: stage.name,
    dependencies: unlessNone(stage.dependencies),
    environment: stage.deploymentEnvironment ?? unlessEmpty(stage.environment),
    allow_failure: stage.allowFailure || undefined,
    parallel: stage.parallel ? undefined : false,
    conditions: conditions === undefined ? undefined : without({ ...conditions }),
    jobs: stage.jobs.map((job) =>
      without({
        name: job.name,
        commands: job.commands,
        environment: unlessEmpty(job.environment),
        artifacts: unlessNone(job.artifacts),
        dependencies: unlessNone(job.dependencies),
        timeout: job.timeout === legacyDefaults.commandTimeout ? undefined : job.timeout,
        retry_count: job.retryCount || undefined,
        allow_failure: job.allowFailure || undefined,
      }),
    ),
  });
}

function triggersDocument(triggers: LegacyTriggers): object | undefined {
  const { push, pullRequest, schedule, manual } = triggers;
  const branches = (list: readonly string[] | undefined) =>
    list === undefined ? undefined : list.length === 0 ? true : { branches: list };
  const document = without({
    push: branches(push),
    pull_request: branches(pullRequest),
    schedule: unlessNone(schedule),
    manual: manual ? undefined : false,
  });
  return unlessEmpty(document);
}
