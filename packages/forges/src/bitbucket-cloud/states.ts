import type { ForgeState, RunFilter } from "../ports/index.ts";
import { given } from "../values.ts";
import type { StateAnswer } from "./schema.ts";

/** A state without the forge's word for it. */
type Meaning =
  | { readonly kind: "queued" | "running" | "waiting" }
  | { readonly kind: "finished"; readonly outcome: Extract<ForgeState, { kind: "finished" }>["outcome"] };

const queued: Meaning = { kind: "queued" };
const running: Meaning = { kind: "running" };
const waiting: Meaning = { kind: "waiting" };
const success: Meaning = { kind: "finished", outcome: "success" };
const failed: Meaning = { kind: "finished", outcome: "failed" };
/** Bitbucket could not run it: the definition is broken, the minutes are used up, a runner is gone. Its message says which. */
const unable: Meaning = { kind: "finished", outcome: "infrastructure" };
const stopped: Meaning = { kind: "finished", outcome: "cancelled" };
const expired: Meaning = { kind: "finished", outcome: "timedOut" };
const notRun: Meaning = { kind: "finished", outcome: "skipped" };

/**
 * The words of both vocabularies, that of answers and that of the filter; types end with the same words. HALTED stands
 * in no specification, but in answers: a run that waits after a failed step.
 */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["PARSING", queued],
  ["PENDING", queued],
  ["READY", queued],
  ["IN_PROGRESS", running],
  ["RUNNING", running],
  ["BUILDING", running],
  ["PAUSED", waiting],
  ["HALTED", waiting],
  ["SUCCESSFUL", success],
  ["PASSED", success],
  ["FAILED", failed],
  ["ERROR", unable],
  ["STOPPED", stopped],
  ["EXPIRED", expired],
  ["NOT_RUN", notRun],
]);

const typePrefix = /^pipeline_(?:step_)?state_(?:(?:in_progress|completed|pending)_)?/;

/** The state of a run or a step. Total: what is not known is `unknown`, with the word kept. */
export function stateOf(state: StateAnswer | null | undefined): ForgeState {
  const exact = state?.result ?? state?.stage ?? state ?? {};
  const word = exact.name ?? exact.type ?? "";
  const isOver = state?.name === "COMPLETED" || state?.type?.includes("_state_completed") === true;
  const meaning = meaningOf(exact);
  // A state that is over can only mean how it ended, and one that is not can't have ended.
  if (meaning === undefined || (meaning.kind === "finished") !== isOver) return { kind: "unknown", isOver, word };
  if (meaning.kind !== "finished") return { ...meaning, word };
  return { ...meaning, word, ...given("reason", state?.result?.error?.message) };
}

/** Of what has ended, by the word for how: as webhooks tell it. */
export function stateOfResult(name: string): ForgeState {
  return stateOf({ name: "COMPLETED", result: { name } });
}

function meaningOf({ type, name }: Pick<StateAnswer, "type" | "name">): Meaning | undefined {
  const ending = type?.replace(typePrefix, "") ?? "";
  return (ending === type ? undefined : meanings.get(ending.toUpperCase())) ?? meanings.get(name ?? "");
}

/** The filter's word for a state. */
export function filterWord(state: RunFilter["state"]): string | undefined {
  switch (state) {
    case undefined:
      return undefined;
    case "queued":
      return "PENDING";
    case "running":
      return "BUILDING";
    case "success":
      return "PASSED";
    case "failed":
      return "FAILED";
    case "cancelled":
      return "STOPPED";
  }
}
