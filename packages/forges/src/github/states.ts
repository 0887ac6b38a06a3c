import type { ForgeState, RunFilter } from "../ports/index.ts";

type Finished = Extract<ForgeState, { kind: "finished" }>["outcome"];

const phases: ReadonlyMap<string, "queued" | "running" | "waiting"> = new Map([
  ["queued", "queued"],
  ["requested", "queued"],
  ["pending", "queued"],
  ["in_progress", "running"],
  // For a person, or for a rule of an environment.
  ["waiting", "waiting"],
]);

const conclusions: ReadonlyMap<string, Finished> = new Map<string, Finished>([
  ["success", "success"],
  ["neutral", "success"],
  ["failure", "failed"],
  ["cancelled", "cancelled"],
  ["skipped", "skipped"],
  ["timed_out", "timedOut"],
  // GitHub waited for it too long.
  ["stale", "timedOut"],
  // The workflow could not begin: its file is broken, or an action in it is missing.
  ["startup_failure", "infrastructure"],
]);

interface Standing {
  readonly status?: string | null | undefined;
  readonly conclusion?: string | null | undefined;
}

/** The state of a run or a job. Total: what is not known is `unknown`, with the word kept. */
export function stateOf({ status, conclusion }: Standing): ForgeState {
  if (status !== "completed") {
    const kind = phases.get(status ?? "");
    const word = status ?? "";
    return kind === undefined ? { kind: "unknown", isOver: false, word } : { kind, word };
  }
  const word = conclusion ?? status;
  // It is called completed, and begins when somebody approves the run of a stranger's pull request.
  if (conclusion === "action_required") return { kind: "waiting", word };
  const outcome = conclusions.get(word);
  return outcome === undefined ? { kind: "unknown", isOver: true, word } : { kind: "finished", outcome, word };
}

/** The filter's word for a state. */
export function filterWord(state: RunFilter["state"]): string | undefined {
  switch (state) {
    case "running":
      return "in_progress";
    case "failed":
      return "failure";
    default:
      return state;
  }
}
