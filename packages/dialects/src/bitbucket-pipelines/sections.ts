import type { Parameter, Pipeline, PullRequestTrigger, PushTrigger } from "@headrace/pipeline";
import { without } from "../write/parts.ts";
import type { Item } from "./items.ts";
import type { Notes } from "./notes.ts";
import type { Changesets } from "./step.ts";

export interface SectionNeeds {
  readonly pipeline: Pipeline;
  /** The variable of each parameter. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly notes: Notes;
  /** The same for the same condition. */
  readonly items: (condition?: Changesets) => readonly Item[];
}

/** Whether something but hands and schedules starts the pipeline. */
export function startsByItself({ triggers }: Pipeline): boolean {
  return triggers?.push !== undefined || triggers?.pullRequest !== undefined;
}

/** The pipelines there by what starts them. */
export function sectionsOf(needs: SectionNeeds): Record<string, unknown> {
  const { pipeline, notes } = needs;
  const { triggers } = pipeline;
  noteOtherStarts(pipeline, notes);
  const byHand = triggers === undefined || triggers.manual || triggers.schedule.length > 0 || !startsByItself(pipeline);
  return without({
    ...(triggers?.push === undefined ? {} : pushSections(triggers.push, needs)),
    "pull-requests": triggers?.pullRequest === undefined ? undefined : pullRequestSection(triggers.pullRequest, needs),
    custom: byHand ? customSection(needs) : undefined,
  });
}

/** The pipeline as one that is started by its name. */
export function customSection({ pipeline, parameters, items }: SectionNeeds): Record<string, unknown> {
  const variables = pipeline.parameters.map((parameter) => variableOf(parameter, parameters.get(parameter.name) ?? ""));
  return { [pipeline.name]: [...(variables.length === 0 ? [] : [{ variables }]), ...items()] };
}

function variableOf(parameter: Parameter, name: string): Record<string, unknown> {
  const values =
    parameter.type === "choice" ? parameter.options : parameter.type === "boolean" ? ["true", "false"] : undefined;
  const usual = "default" in parameter && parameter.default !== undefined ? String(parameter.default) : undefined;
  return without({ name, default: usual, description: parameter.description, "allowed-values": values });
}

/** As here: filters of branches alone leave tags out, filters of tags alone leave branches out. */
function pushSections(push: PushTrigger, { notes, items }: SectionNeeds): Record<string, unknown> {
  const { branches, ignoreBranches, tags } = push;
  const condition = conditionOf(push, ["triggers", "push"], notes);
  if (ignoreBranches !== undefined) {
    notes.add("no-equivalent", {
      path: ["triggers", "push", "ignoreBranches"],
      message: "Bitbucket has no pattern for branches that are left out: those would start it too.",
      mend: "List the branches that are to start it.",
    });
  }
  const isEverything = branches === undefined && ignoreBranches === undefined && tags === undefined;
  const onBranches = branches !== undefined || tags === undefined || ignoreBranches !== undefined;
  return without({
    default: onBranches && branches === undefined ? items(condition) : undefined,
    branches:
      branches === undefined
        ? undefined
        : { [patternOf(branches, ["triggers", "push", "branches"], notes)]: items(condition) },
    tags:
      isEverything || tags !== undefined
        ? { [patternOf(tags ?? ["**"], ["triggers", "push", "tags"], notes)]: items() }
        : undefined,
  });
}

/** Its branches are those that a pull request leads into. */
function pullRequestSection(trigger: PullRequestTrigger, { notes, items }: SectionNeeds): Record<string, unknown> {
  const all = items(conditionOf(trigger, ["triggers", "pullRequest"], notes));
  if (trigger.branches === undefined) return { "**": all };
  return {
    "**": { destinations: { [patternOf(trigger.branches, ["triggers", "pullRequest", "branches"], notes)]: all } },
  };
}

type Path = readonly string[];

/** Bitbucket's patterns are ours: `*` stops at a slash, `**` does not, braces list. */
function patternOf(patterns: readonly string[], path: Path, notes: Notes): string {
  if (patterns.some((pattern) => pattern.startsWith("!"))) {
    const message = "Bitbucket has no pattern that excludes.";
    notes.add("no-equivalent", { path, message, mend: "List what is to start it." });
  }
  const [first = "**", ...others] = patterns;
  return others.length === 0 ? first : `{${patterns.join(",")}}`;
}

function conditionOf(trigger: Pick<PushTrigger, "paths" | "ignorePaths">, path: Path, notes: Notes) {
  const { paths, ignorePaths } = trigger;
  if (paths === undefined && ignorePaths === undefined) return undefined;
  const message = "The files are asked for by every step there: the pipeline starts, and its steps are skipped.";
  notes.add("rewritten", { path, message });
  if (paths !== undefined && ignorePaths !== undefined) {
    notes.add("no-equivalent", {
      path: [...path, "ignorePaths"],
      message: "Bitbucket takes the files that count or those that do not, and not both: `ignorePaths` is left out.",
      mend: "Say it with `paths` alone.",
    });
  }
  return paths === undefined ? changesets("excludePaths", ignorePaths ?? []) : changesets("includePaths", paths);
}

function changesets(key: "includePaths" | "excludePaths", patterns: readonly string[]): Changesets {
  return { [key]: patterns };
}

function noteOtherStarts({ name, triggers }: Pipeline, notes: Notes): void {
  for (const [index, { cron, timezone, branch }] of (triggers?.schedule ?? []).entries()) {
    const where = branch === undefined ? "" : ` on the branch ${branch}`;
    notes.add("needs-setting", {
      path: ["triggers", "schedule", index],
      message: `Schedules stand beside the file there: "${cron}" (${timezone})${where}.`,
      mend: `Add a schedule for the custom pipeline "${name}" there, in UTC; \`headrace\` can do that for a connected repository.`,
    });
  }
  for (const [index, { pipeline }] of (triggers?.pipeline ?? []).entries()) {
    notes.add("left-out", {
      path: ["triggers", "pipeline", index],
      message: `The end of the pipeline "${pipeline}" starts nothing there.`,
      mend: "Start this one by a step of type `pipeline` at the end of that one.",
    });
  }
}
