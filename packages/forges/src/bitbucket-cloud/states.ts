import type { ForgeState, RunFilter } from "../ports/index.ts";
import { type Meanings, meaningsOf } from "../states/state-words.ts";
import { given } from "../values.ts";
import type { StateAnswer } from "./schema.ts";
import { words } from "./words.ts";

const meanings = meaningsOf(words.runs);

const typePrefix = /^pipeline_(?:step_)?state_(?:(?:in_progress|completed|pending)_)?/;

/** The state of a run or a step. Total: what is not known is `unknown`, with the word kept. */
export function stateOf(state: StateAnswer | null | undefined): ForgeState {
  const exact = state?.result ?? state?.stage ?? state ?? {};
  const word = exact.name ?? exact.type ?? "";
  const isOver = state?.name === "COMPLETED" || state?.type?.includes("_state_completed") === true;
  const meaning = meaningOf(exact) ?? "unknown";
  // A state that is over can only mean how it ended, and one that is not can't have ended.
  switch (meaning) {
    case "queued":
    case "running":
    case "waiting":
      return isOver ? { kind: "unknown", isOver, word } : { kind: meaning, word };
    case "unknown":
      return { kind: "unknown", isOver, word };
    default:
      if (!isOver) return { kind: "unknown", isOver, word };
      return { kind: "finished", outcome: meaning, word, ...given("reason", state?.result?.error?.message) };
  }
}

/** Of what has ended, by the word for how: as webhooks tell it. */
export function stateOfResult(name: string): ForgeState {
  return stateOf({ name: "COMPLETED", result: { name } });
}

function meaningOf({ type, name }: Pick<StateAnswer, "type" | "name">): Meanings["runs"] | undefined {
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
