import type { ForgeRun, ForgeStage, ForgeTarget, ForgeTrigger } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import type { JobAnswer, RunAnswer } from "./schema.ts";
import { stateOf } from "./states.ts";

/** A run says when it was changed last, and not when it ended: its jobs do. */
export function runOf(answer: RunAnswer): ForgeRun {
  return {
    id: String(answer.id),
    ...given("attempt", answer.run_attempt),
    number: answer.run_number,
    state: stateOf(answer),
    target: targetOf(answer),
    trigger: triggers.get(answer.event ?? "") ?? "unknown",
    ...given("actor", answer.actor?.login),
    createdAt:
      timeOf((answer.run_attempt ?? 1) > 1 ? answer.run_started_at : undefined) ?? timeOf(answer.created_at) ?? 0,
    url: answer.html_url,
    ...given("definition", definitionOf(answer)),
    ...given("of", answer.repository == null ? undefined : placeOf(answer.repository)),
  };
}

/** With `@` and a branch behind it where it was called; one of another repository begins with that. */
function definitionOf({ path }: RunAnswer): ForgeRun["definition"] {
  const [file = ""] = (path ?? "").split("@");
  return file.startsWith(".github/workflows/") ? { path: file } : undefined;
}

function placeOf({ id, name, owner }: NonNullable<RunAnswer["repository"]>): ForgeRun["of"] {
  return { id: String(id), repository: { owner: owner.login, name } };
}

export function stageOf(answer: JobAnswer): ForgeStage {
  const state = stateOf(answer);
  // A job that waits has a time too: that of its making.
  const hasBegun = state.kind !== "queued" && state.kind !== "waiting";
  return {
    id: String(answer.id),
    name: answer.name,
    state,
    ...given("startedAt", hasBegun ? timeOf(answer.started_at) : undefined),
    ...given("finishedAt", timeOf(answer.completed_at)),
  };
}

/** A tag cannot be told from a branch here; a stranger's pull request is named by its branch alone. */
function targetOf({ event, head_branch, head_sha, path, pull_requests }: RunAnswer): ForgeTarget {
  const number = pull_requests?.[0]?.number;
  return {
    kind: pullRequestEvents.has(event ?? "") ? "pull-request" : head_branch == null ? "commit" : "branch",
    ...given("name", head_branch),
    ...given("commit", head_sha),
    ...given("pullRequest", number === undefined ? undefined : String(number)),
    ...given("pipeline", path),
  };
}

const pullRequestEvents: ReadonlySet<string> = new Set(["pull_request", "pull_request_target"]);

/** https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const triggers: ReadonlyMap<string, ForgeTrigger> = new Map<string, ForgeTrigger>([
  ["push", "push"],
  ["pull_request", "pull-request"],
  ["pull_request_target", "pull-request"],
  ["workflow_dispatch", "manual"],
  ["repository_dispatch", "manual"],
  ["schedule", "schedule"],
  ["workflow_run", "upstream"],
  ["workflow_call", "upstream"],
]);
