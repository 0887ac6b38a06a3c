import type { z } from "zod";
import type {
  ForgeRepository,
  ForgeRun,
  ForgeSchedule,
  ForgeStage,
  ForgeTarget,
  ForgeTrigger,
  ForgeVariable,
  RepositoryName,
} from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { cronOf } from "./quartz.ts";
import type { RunAnswer, repositorySchema, scheduleSchema, stepSchema, variableSchema } from "./schema.ts";
import { stateOf } from "./states.ts";

export function runOf(answer: RunAnswer, { owner, name }: RepositoryName): ForgeRun {
  const finishedAt = timeOf(answer.completed_on);
  return {
    id: answer.uuid,
    number: answer.build_number,
    state: stateOf(answer.state),
    target: targetOf(answer.target),
    trigger: triggerOf(answer.trigger),
    ...given("actor", answer.creator?.display_name),
    createdAt: timeOf(answer.created_on) ?? 0,
    ...given("finishedAt", finishedAt),
    ...given("definition", definitionOf(answer.target?.selector)),
    url: `https://bitbucket.org/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/pipelines/results/${answer.build_number}`,
  };
}

export function stageOf(answer: z.output<typeof stepSchema>, index: number): ForgeStage {
  return {
    id: answer.uuid,
    name: answer.name ?? `Step ${index + 1}`,
    state: stateOf(answer.state),
    ...given("startedAt", timeOf(answer.started_on)),
    ...given("finishedAt", timeOf(answer.completed_on)),
  };
}

export function repositoryOf(answer: z.output<typeof repositorySchema>): ForgeRepository {
  const slash = answer.full_name.indexOf("/");
  const [owner, name] = [answer.full_name.slice(0, slash), answer.full_name.slice(slash + 1)];
  return {
    id: answer.uuid,
    repository: { owner, name },
    // What is not said to be public is treated as private.
    isPrivate: answer.is_private !== false,
    ...given("defaultBranch", answer.mainbranch?.name),
    cloneUrl: `https://bitbucket.org/${encodeURIComponent(owner)}/${encodeURIComponent(name)}.git`,
    ...given("updatedAt", timeOf(answer.updated_on)),
  };
}

export function variableOf({ uuid, key, value, secured }: z.output<typeof variableSchema>): ForgeVariable {
  if (secured !== false && (secured === true || value == null)) return { id: uuid, key, secured: true };
  return { id: uuid, key, secured: false, value: value ?? "" };
}

export function scheduleOf(answer: z.output<typeof scheduleSchema>): ForgeSchedule {
  const { target, cron_pattern: pattern } = answer;
  return {
    id: answer.uuid,
    isEnabled: answer.enabled !== false,
    branch: target?.ref_name ?? "",
    ...given("pipeline", customPattern(target?.selector)),
    cron: cronOf(pattern),
    pattern,
  };
}

type Selector = NonNullable<NonNullable<RunAnswer["target"]>["selector"]>;

function targetOf(target: RunAnswer["target"]): ForgeTarget {
  const rest = { ...given("commit", target?.commit?.hash), ...given("pipeline", customPattern(target?.selector)) };
  switch (target?.type) {
    case "pipeline_ref_target": {
      const kind = target.ref_type === "tag" ? "tag" : "branch";
      return { kind, ...given("name", target.ref_name), ...rest };
    }
    case "pipeline_commit_target":
      return { kind: "commit", ...rest };
    case "pipeline_pullrequest_target": {
      const { pullrequest } = target;
      const number = pullrequest == null ? undefined : String(pullrequest.id);
      return { kind: "pull-request", ...given("name", target.source), ...given("pullRequest", number), ...rest };
    }
    default:
      return { kind: "unknown", ...given("name", target?.ref_name), ...rest };
  }
}

/** Without a selector it is not said which pipeline of the file it was. */
function definitionOf(selector: Selector | null | undefined): ForgeRun["definition"] {
  if (selector?.type == null) return undefined;
  return {
    path: "bitbucket-pipelines.yml",
    section: { kind: selector.type, ...given("name", selector.pattern) },
  };
}

function customPattern(selector: Selector | null | undefined) {
  return selector?.type === "custom" ? selector.pattern : undefined;
}

const triggers: ReadonlyMap<string, ForgeTrigger> = new Map([
  ["pipeline_trigger_push", "push"],
  ["PUSH", "push"],
  ["pipeline_trigger_manual", "manual"],
  ["MANUAL", "manual"],
  ["pipeline_trigger_schedule", "schedule"],
  ["SCHEDULED", "schedule"],
  ["SCHEDULE", "schedule"],
  ["pipeline_trigger_parent_step", "upstream"],
  ["PARENT_STEP", "upstream"],
]);

function triggerOf(trigger: RunAnswer["trigger"]): ForgeTrigger {
  return triggers.get(trigger?.type ?? "") ?? triggers.get(trigger?.name ?? "") ?? "unknown";
}
