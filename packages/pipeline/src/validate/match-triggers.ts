import type { Pipeline } from "../model/pipeline.ts";
import type { PullRequestTrigger, PushTrigger } from "../model/triggers.ts";
import { createGlob } from "../values/index.ts";

/** What happened, as far as triggers ask. */
export interface TriggerEvent {
  readonly event: "push" | "pull_request" | "tag" | "schedule" | "manual" | "pipeline";
  readonly branch?: string;
  readonly tag?: string;
  /** The base branch of a pull request. */
  readonly targetBranch?: string;
  /** Below the repository's root; absent when they are not known, which no filter of paths refuses. */
  readonly changedFiles?: readonly string[];
}

export interface TriggerMatch {
  readonly matches: boolean;
  /** One sentence for people. */
  readonly reason: string;
}

/** Whether an event starts the pipeline, and why or why not. */
export function matchTriggers(pipeline: Pipeline, event: TriggerEvent): TriggerMatch {
  const { triggers } = pipeline;
  switch (event.event) {
    case "manual":
      return triggers?.manual === false ? no("`triggers.manual` is false.") : yes("People may start it by hand.");
    case "push":
      return triggers?.push === undefined ? no("There is no trigger for pushes.") : matchPush(triggers.push, event);
    case "tag":
      return triggers?.push === undefined ? no("There is no trigger for tags.") : matchTag(triggers.push, event);
    case "pull_request":
      return triggers?.pullRequest === undefined
        ? no("There is no trigger for pull requests.")
        : matchPullRequest(triggers.pullRequest, event);
    case "schedule":
      return (triggers?.schedule ?? []).length > 0 ? yes("It has a schedule.") : no("It has no schedule.");
    case "pipeline":
      return (triggers?.pipeline ?? []).length > 0
        ? yes("It waits for another pipeline.")
        : no("It waits for no other pipeline.");
  }
}

function matchPush(push: PushTrigger, { branch = "", changedFiles }: TriggerEvent): TriggerMatch {
  const { branches, ignoreBranches, tags } = push;
  if (branches === undefined && ignoreBranches === undefined && tags !== undefined) {
    return no("Only tags are listed, and this is a push to a branch.");
  }
  if (branches !== undefined && !chosen(branches, branch)) {
    return no(`The branch "${branch}" is none of: ${branches.join(", ")}.`);
  }
  if (ignoreBranches !== undefined && chosen(ignoreBranches, branch)) {
    return no(`The branch "${branch}" is ignored.`);
  }
  return matchPaths(push, changedFiles) ?? yes(`The push to "${branch}" matches.`);
}

function matchTag({ tags, branches, ignoreBranches }: PushTrigger, { tag = "" }: TriggerEvent): TriggerMatch {
  if (tags === undefined) {
    // As on GitHub: filters of branches alone leave tags out, no filter takes everything.
    return branches === undefined && ignoreBranches === undefined
      ? yes(`The tag "${tag}" matches: every push does.`)
      : no("Only branches are listed, and this is a tag.");
  }
  return chosen(tags, tag) ? yes(`The tag "${tag}" matches.`) : no(`The tag "${tag}" is none of: ${tags.join(", ")}.`);
}

function matchPullRequest(
  trigger: PullRequestTrigger,
  { targetBranch = "", changedFiles }: TriggerEvent,
): TriggerMatch {
  const { branches } = trigger;
  if (branches !== undefined && !chosen(branches, targetBranch)) {
    return no(`The target branch "${targetBranch}" is none of: ${branches.join(", ")}.`);
  }
  return matchPaths(trigger, changedFiles) ?? yes(`The pull request into "${targetBranch}" matches.`);
}

interface PathFilters {
  readonly paths?: readonly string[];
  readonly ignorePaths?: readonly string[];
}

/** Undefined when no filter of paths speaks against it. */
function matchPaths(
  { paths, ignorePaths }: PathFilters,
  files: readonly string[] | undefined,
): TriggerMatch | undefined {
  if (files === undefined) return undefined;
  const ignored = ignorePaths === undefined ? () => false : createGlob(ignorePaths);
  const relevant = files.filter((file) => !ignored(file));
  if (ignorePaths !== undefined && relevant.length === 0) return no("Only ignored files have changed.");
  if (paths === undefined || relevant.some(createGlob(paths))) return undefined;
  return no(`No changed file is one of: ${paths.join(", ")}.`);
}

function chosen(patterns: readonly string[], name: string): boolean {
  return createGlob(patterns)(name);
}

function yes(reason: string): TriggerMatch {
  return { matches: true, reason };
}

function no(reason: string): TriggerMatch {
  return { matches: false, reason };
}
