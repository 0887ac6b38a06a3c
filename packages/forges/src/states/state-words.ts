import type { Outcome } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { BuildState, DeploymentState, ForgeTest, RunnerState } from "../ports/index.ts";

/** What a forge has states of, and what each can be here. */
export interface Meanings {
  /** Of runs and their stages. `waiting`: for a person. */
  readonly runs: "queued" | "running" | "waiting" | Outcome;
  /** What systems said of a commit. */
  readonly builds: BuildState | "unknown";
  readonly deployments: DeploymentState | "queued" | "unknown";
  /** Reports of insights. */
  readonly reports: "passed" | "failed" | "queued";
  readonly tests: ForgeTest["outcome"];
  readonly runners: RunnerState;
}
export type Subject = keyof Meanings;

/** A forge's word, what it is here, and when the forge uses it where the word does not say. */
export type StateWord<Means extends string> = readonly [word: string, means: Means, note?: string];

/** Every word of a forge. Of what means the same, the first is what the forge is told. */
export type StateWords = { readonly [Of in Subject]: readonly StateWord<Meanings[Of]>[] };

/** What each word means. A map: a word of a forge may be `constructor`. */
export function meaningsOf<Means extends string>(words: readonly StateWord<Means>[]): ReadonlyMap<string, Means> {
  return new Map(words.map(([word, means]) => [word, means]));
}

/** What a forge is told for a state of ours: what has not begun is running, where it has no word for that. */
export function wordFor<Means extends string>(words: readonly StateWord<Means>[], state: Means): string {
  const word = words.find(([, means]) => means === state) ?? (state === "queued" ? running(words) : undefined);
  if (word === undefined) throw new HeadraceError("internal", `a forge has no word for ${state}`);
  return word[0];
}

function running<Means extends string>(words: readonly StateWord<Means>[]): StateWord<Means> | undefined {
  return words.find(([, means]) => means === "running");
}
