import type { GitContext, StartEvent } from "@headrace/execution";
import { matchTriggers } from "@headrace/pipeline";
import type { PipelinesTable, RepositoriesTable, ServerTables } from "@headrace/store/server";
import { heldBack, settingsOf } from "../pipelines/settings.ts";
import type { RunRequest, Trust } from "../runs/runs.ts";
import type { Source, Sources } from "../runs/sources/sources.ts";
import { readDefinition } from "./read-definition.ts";
import type { RepositoryEvent } from "./repository-event.ts";
import { skipMarkOf } from "./skip-message.ts";

export interface EvaluateTriggersNeeds {
  readonly tables: ServerTables;
  readonly sources: Sources;
}

/** What an event means for each active pipeline of its repository. */
export interface EvaluatedEvent {
  /** The commit that would run, in full. */
  readonly commit: string;
  readonly decisions: readonly TriggerDecision[];
}

export interface TriggerDecision {
  readonly pipelineId: string;
  readonly name: string;
  readonly starts: boolean;
  /** Why, or why not: one sentence for people. */
  readonly reason: string;
  /** What would be run, beside whose doing it is. */
  readonly request: Omit<RunRequest, "actor" | "detail">;
}

/** Which pipelines an event starts, and why or why not. Starts nothing. Throws what `Sources.open` throws. */
export async function evaluateTriggers(
  { tables, sources }: EvaluateTriggersNeeds,
  repository: RepositoriesTable,
  event: RepositoryEvent,
): Promise<EvaluatedEvent> {
  const source = await sources.open(repository, { git: wantedOf(event), byHand: false });
  const changed = await changedFiles(source, repository, event);
  const pipelines = await tables
    .selectFrom("pipelines")
    .selectAll()
    .where("repository_id", "=", repository.id)
    .where("active", "=", 1)
    .where("archived_at", "is", null)
    .orderBy("channel")
    .orderBy("id")
    .execute();
  const startEvent = startEventOf(event);
  const git: Partial<GitContext> = {
    ...wantedOf(event),
    commit: source.git.commit,
    ...(changed === null ? {} : { changedFiles: changed }),
  };
  const decisions: TriggerDecision[] = [];
  for (const row of pipelines) {
    const { starts, reason } = await decide({ tables, source, event, changed }, row);
    decisions.push({
      pipelineId: row.id,
      name: row.name,
      starts,
      reason,
      request: {
        organizationId: repository.organization_id,
        repositoryId: repository.id,
        pipelineId: row.id,
        event: startEvent,
        trust: trustOf(event),
        ...(event.kind === "pullRequest" && event.toldIn !== undefined ? { toldIn: event.toldIn } : {}),
        git,
      },
    });
  }
  return { commit: source.git.commit, decisions };
}

interface Deciding {
  readonly tables: ServerTables;
  readonly source: Source;
  readonly event: RepositoryEvent;
  readonly changed: readonly string[] | null;
}

async function decide(
  { tables, source, event, changed }: Deciding,
  row: PipelinesTable,
): Promise<{ readonly starts: boolean; readonly reason: string }> {
  const why = heldBack(settingsOf(row.settings), branchOf(event));
  if (why !== null) return { starts: false, reason: why };
  const read = await readDefinition(tables, row, source);
  if ("why" in read) return { starts: false, reason: read.why };
  const { matches, reason } = matchTriggers(read.pipeline, {
    event: startEventOf(event),
    branch: event.kind === "tag" ? "" : event.branch,
    ...(event.kind === "tag" ? { tag: event.tag } : {}),
    ...(event.kind === "pullRequest" ? { targetBranch: event.targetBranch } : {}),
    ...(changed === null ? {} : { changedFiles: changed }),
  });
  if (!matches) return { starts: false, reason };
  // A release is meant even where the commit that it names was not to be tested on its branch.
  const mark = event.kind === "tag" ? undefined : skipMarkOf(source.git.message);
  return mark === undefined
    ? { starts: true, reason }
    : { starts: false, reason: `The commit's message says ${mark}.` };
}

/** The one that the event is about; empty for a tag. */
function branchOf(event: RepositoryEvent): string {
  switch (event.kind) {
    case "push":
      return event.branch;
    case "tag":
      return "";
    case "pullRequest":
      return event.targetBranch;
  }
}

function startEventOf(event: RepositoryEvent): StartEvent {
  return event.kind === "pullRequest" ? "pull_request" : event.kind;
}

function trustOf(event: RepositoryEvent): Trust {
  if (event.kind !== "pullRequest") return "own";
  return event.from === "own" ? "pullRequest" : "fork";
}

function wantedOf(event: RepositoryEvent): Partial<GitContext> {
  switch (event.kind) {
    case "push":
      return { branch: event.branch, commit: event.commit };
    case "tag":
      return { tag: event.tag, ...(event.commit === undefined ? {} : { commit: event.commit }) };
    case "pullRequest":
      return {
        branch: event.branch,
        commit: event.commit,
        targetBranch: event.targetBranch,
        pullRequest: event.number,
      };
  }
}

/** Of everything that was pushed, not of its last commit alone; null where it is not known. */
async function changedFiles(
  source: Source,
  { default_branch: defaultBranch }: RepositoriesTable,
  event: RepositoryEvent,
): Promise<readonly string[] | null> {
  switch (event.kind) {
    case "push":
      if (event.before !== undefined) return await source.changedSince({ commit: event.before });
      return event.branch === defaultBranch ? null : await source.changedSince({ branch: defaultBranch });
    case "tag":
      return null;
    case "pullRequest":
      return await source.changedSince({ branch: event.targetBranch });
  }
}
