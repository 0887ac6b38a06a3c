import type { Parameter } from "../model/parameter.ts";
import type { Notification, Pipeline } from "../model/pipeline.ts";
import type { PipelineTrigger, PullRequestTrigger, PushTrigger, ScheduleTrigger, Triggers } from "../model/triggers.ts";
import type { PipelineText } from "../schema/pipeline.ts";
import type { StageContext } from "./build-stage.ts";
import { buildStage } from "./build-stage.ts";
import { buildConcurrency, buildDuration, buildVariables } from "./build-values.ts";
import { withoutUndefined } from "./without-undefined.ts";

export interface BuildOptions extends Omit<StageContext, "defaults"> {
  /** The ids of the stages as the text has them: a record would put those that look like numbers first. */
  readonly stageOrder: readonly string[];
}

/** From what was written to the model: short forms written out, defaults applied, stage types expanded. */
export function buildPipeline(text: PipelineText, options: BuildOptions): Pipeline {
  const context = { ...options, defaults: text.defaults ?? {} };
  return withoutUndefined({
    name: String(text.name),
    description: text.description,
    parameters: Object.entries(text.parameters ?? {}).map(([name, parameter]) => buildParameter(name, parameter)),
    variables: buildVariables(text.variables),
    triggers: text.triggers === undefined ? undefined : buildTriggers(text.triggers),
    concurrency: buildConcurrency(text.concurrency),
    timeout: buildDuration(text.timeout),
    failFast: text.failFast ?? false,
    notifications: (text.notifications ?? []).map(
      (notification): Notification => ({ on: notification.on, to: notification.to, with: notification.with ?? {} }),
    ),
    stages: options.stageOrder.flatMap((id) => {
      const stage = Object.hasOwn(text.stages, id) ? text.stages[id] : undefined;
      return stage === undefined ? [] : [buildStage(id, stage, context)];
    }),
  });
}

function buildParameter(name: string, parameter: NonNullable<PipelineText["parameters"]>[string]): Parameter {
  switch (parameter.type) {
    case "string":
      return withoutUndefined({ name, ...parameter, default: textOf(parameter.default) });
    case "choice":
      return withoutUndefined({
        name,
        ...parameter,
        options: parameter.options.map(String),
        default: textOf(parameter.default),
      });
    case "number":
    case "boolean":
    case "secret":
      return { name, ...parameter };
  }
}

function textOf(value: string | number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function buildTriggers(triggers: NonNullable<PipelineText["triggers"]>): Triggers {
  return withoutUndefined({
    push: onOrOff<PushTrigger>(triggers.push),
    pullRequest: onOrOff<PullRequestTrigger>(triggers.pullRequest),
    schedule: (triggers.schedule ?? []).map(
      (schedule): ScheduleTrigger => ({ ...schedule, timezone: schedule.timezone ?? "UTC" }),
    ),
    pipeline: (triggers.pipeline ?? []).map(
      (trigger): PipelineTrigger => ({ pipeline: trigger.pipeline, on: trigger.on ?? ["success"] }),
    ),
    manual: triggers.manual ?? true,
  });
}

function onOrOff<T extends object>(trigger: boolean | T | undefined): T | Record<string, never> | undefined {
  if (typeof trigger === "boolean") return trigger ? {} : undefined;
  return trigger;
}
