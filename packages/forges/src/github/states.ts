import type { ForgeState, RunFilter } from "../ports/index.ts";
import { meaningsOf } from "../states/state-words.ts";
import { words } from "./words.ts";

const meanings = meaningsOf(words.runs);

interface Standing {
  readonly status?: string | null | undefined;
  readonly conclusion?: string | null | undefined;
}

/** The state of a run or a job. Total: what is not known is `unknown`, with the word kept. */
export function stateOf({ status, conclusion }: Standing): ForgeState {
  const isOver = status === "completed";
  const word = (isOver ? (conclusion ?? status) : status) ?? "";
  const meaning = meanings.get(word) ?? "unknown";
  switch (meaning) {
    case "waiting":
      return { kind: meaning, word };
    case "queued":
    case "running":
      return isOver ? { kind: "unknown", isOver, word } : { kind: meaning, word };
    case "unknown":
      return { kind: "unknown", isOver, word };
    default:
      return isOver ? { kind: "finished", outcome: meaning, word } : { kind: "unknown", isOver, word };
  }
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
