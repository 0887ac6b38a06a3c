import { globProblem, type Pipeline } from "@headrace/pipeline";
import { z } from "zod";
import { matchesAny } from "../values/matches-any.ts";

const texts = z.record(z.string().min(1).max(200), z.string().max(100_000));

/** A week. */
const longestTimeout = 7 * 24 * 60 * 60 * 1000;

const fields = {
  paused: z.boolean().describe("Nothing starts it by itself; people still run it, and its schedules keep their times"),
  branches: z
    .array(
      z
        .string()
        .min(1)
        .max(255)
        .refine((text) => globProblem(text) === null, "not a pattern"),
    )
    .max(100)
    .describe("Patterns of the only branches whose events start it, of pull requests the target; all when empty"),
  priority: z.number().int().min(-100).max(100).describe("Of executions for which none is said; higher ones go first"),
  timeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(longestTimeout)
    .nullable()
    .describe("Milliseconds of work, where the definition has no `timeout`"),
  concurrency: z
    .strictObject({ limit: z.number().int().min(1).max(1000), cancelInProgress: z.boolean().default(false) })
    .nullable()
    .describe("Executions of it at once, where the definition has no `concurrency`"),
  parameters: texts.describe(
    "Win over the definition's defaults; names that it does not have, or has as secret, do not count",
  ),
  variables: texts.describe("Win over the repository's, and less than those given with a run"),
};

/** What is kept of a pipeline beside its text. */
export const pipelineSettings = z.strictObject(fields);
export type PipelineSettings = z.output<typeof pipelineSettings>;

export const changedSettings = pipelineSettings.partial();

export const defaultSettings: PipelineSettings = {
  paused: false,
  branches: [],
  priority: 0,
  timeoutMs: null,
  concurrency: null,
  parameters: {},
  variables: {},
};

/** From the column. What was kept before a setting was known of has its default. */
export function settingsOf(text: string): PipelineSettings {
  return { ...defaultSettings, ...changedSettings.parse(JSON.parse(text)) };
}

/** Why an event does not start the pipeline whatever its definition says, for people; null where it may. */
export function heldBack(settings: PipelineSettings, branch: string): string | null {
  if (settings.paused) return "The pipeline is paused.";
  if (settings.branches.length === 0 || branch === "" || matchesAny(settings.branches, branch)) return null;
  return `Only events of ${settings.branches.join(", ")} start it, by its settings.`;
}

/** The definition with what the settings say where it says nothing. */
export function withSettings(pipeline: Pipeline, settings: PipelineSettings, name: string): Pipeline {
  const { timeoutMs, concurrency } = settings;
  return {
    ...pipeline,
    ...(pipeline.timeout !== undefined || timeoutMs === null ? {} : { timeout: timeoutMs }),
    ...(pipeline.concurrency !== undefined || concurrency === null
      ? {}
      : // A name is no template.
        { concurrency: { ...concurrency, group: `pipeline ${name.replaceAll("${{", "")}` } }),
  };
}

/** Those of the default parameters that the definition takes. */
export function defaultParameters(
  pipeline: Pipeline,
  { parameters }: PipelineSettings,
): Readonly<Record<string, string>> {
  const taken = new Set(pipeline.parameters.filter(({ type }) => type !== "secret").map(({ name }) => name));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => taken.has(name)));
}
