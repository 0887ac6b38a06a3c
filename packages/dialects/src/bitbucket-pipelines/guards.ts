import type { ModelPath } from "@headrace/pipeline";
import { type Condition, conditionOf, mayHoldAfterFailure, statusesIn } from "./conditions.ts";
import type { Place } from "./values.ts";

/** When a stage runs, with what its needs ask: what needs a skipped stage is skipped too. */
export interface Guard {
  /** It never runs where everything before has succeeded. */
  readonly never: boolean;
  /** Commands that all have to succeed. */
  readonly tests: readonly string[];
  /** One of the changed files is like one of these. */
  readonly changed?: readonly string[];
}

export const always: Guard = { never: false, tests: [] };

/** The guard of a stage whose needs have these. What cannot be asked there is noted. */
export function guardOf(place: Place, needed: readonly Guard[]): Guard {
  const { when } = place.stage;
  const inherited = statusesIn(when).length > 0 ? [] : needed;
  const own = when === undefined ? always : ownGuard(conditionOf(when, place), place);
  const all = [...inherited, own];
  const changed = changedOf(all, place);
  return {
    never: all.some(({ never }) => never),
    tests: [...new Set(all.flatMap(({ tests }) => tests))],
    ...(changed === undefined ? {} : { changed }),
  };
}

function ownGuard(condition: Condition, { stage, notes }: Place): Guard {
  const path: ModelPath = ["stages", stage.id, "when"];
  const mend = "Do its work in `afterSteps` of the stages that may fail.";
  if (condition.kind === "unknown") {
    const message = `The condition of the stage "${stage.id}" cannot be asked there, so that it runs always.`;
    notes.add("no-equivalent", { path, message, mend: "Ask it in the stage's script itself." });
    return always;
  }
  if (condition.kind === "known" && !condition.value) {
    const why = mayHoldAfterFailure(stage.when)
      ? "runs only after a failure or a cancel, where Bitbucket runs no further step"
      : "never runs";
    notes.add("left-out", { path: ["stages", stage.id], message: `The stage "${stage.id}" ${why}.`, mend });
    return { never: true, tests: [] };
  }
  if (mayHoldAfterFailure(stage.when)) {
    const message = `The stage "${stage.id}" runs only where everything before it has succeeded: Bitbucket stops at a failure.`;
    notes.add("changed", { path, message, mend });
  }
  if (condition.kind === "known") return always;
  const { test, changed } = condition;
  if (test !== undefined) {
    const message =
      "The step starts there in any case and asks the condition first, where capital and small letters differ.";
    notes.add("rewritten", { path, message });
  }
  return { never: false, tests: test === undefined ? [] : [test], ...(changed === undefined ? {} : { changed }) };
}

/** Bitbucket asks for one set of files. */
function changedOf(guards: readonly Guard[], { stage, notes }: Place): readonly string[] | undefined {
  const sets = new Map(
    guards.flatMap(({ changed = [] }) => (changed.length === 0 ? [] : [[changed.join("\n"), changed]])),
  );
  const [first] = sets.values();
  if (sets.size > 1) {
    notes.add("no-equivalent", {
      path: ["stages", stage.id, "when"],
      message: `The stage "${stage.id}" depends on several sets of changed files, of which Bitbucket takes one.`,
      mend: "Give the stages the same `changed(…)`.",
    });
  }
  return first;
}
