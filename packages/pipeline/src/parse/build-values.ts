import type { Concurrency, Template, Variables } from "../model/pipeline.ts";
import type { PipelineText } from "../schema/pipeline.ts";
import { parseDuration } from "../values/index.ts";

/** A stage, the defaults and a step as they are written. */
export type StageText = PipelineText["stages"][string];
export type DefaultsText = NonNullable<PipelineText["defaults"]>;
export type StepText = Exclude<WrittenStep, string>;
export type WrittenStep = NonNullable<StageText["steps"]>[number];

export function buildVariables(variables: PipelineText["variables"]): Variables {
  const built: Record<string, Template> = Object.create(null);
  for (const [name, value] of Object.entries(variables ?? {})) built[name] = String(value);
  return built;
}

export function buildConcurrency(concurrency: PipelineText["concurrency"]): Concurrency | undefined {
  if (concurrency === undefined) return undefined;
  return {
    group: concurrency.group,
    limit: concurrency.limit ?? 1,
    cancelInProgress: concurrency.cancelInProgress ?? false,
  };
}

export function buildDuration(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseDuration(text) ?? undefined);
}

/** A duration in milliseconds, or the template that gives one later. */
export function buildTimeout(text: string | undefined): number | Template | undefined {
  if (text === undefined) return undefined;
  return parseDuration(text) ?? (text.includes("${{") ? text : undefined);
}
