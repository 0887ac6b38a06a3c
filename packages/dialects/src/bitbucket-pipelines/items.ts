import { createArtifacts } from "./artifacts.ts";
import type { Definitions } from "./definitions.ts";
import type { Job } from "./jobs.ts";
import { limits } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { type Changesets, type StepNeeds, stepOf } from "./step.ts";

interface StepItem {
  readonly step: Readonly<Record<string, unknown>>;
}

/** What a pipeline there consists of: a step, or steps that run side by side. */
export type Item =
  | StepItem
  | { readonly parallel: readonly StepItem[] | { readonly "fail-fast": true; readonly steps: readonly StepItem[] } };

export interface ItemNeeds {
  readonly definitions: Definitions;
  readonly notes: Notes;
  /** Whether a failure cancels what runs beside it. */
  readonly failFast: boolean;
  /** Of files that a push brought, for every step that has none of its own. */
  readonly condition?: Changesets;
}

/** The rows of a pipeline as items, each a step or a parallel group. */
export function itemsOf(rows: readonly (readonly Job[])[], needs: ItemNeeds): readonly Item[] {
  const artifacts = createArtifacts();
  const stepNeeds: StepNeeds = { ...needs, artifacts, deployments: new Set() };
  const items = rows.map((row): Item => {
    const steps = row.map((job) => ({
      step: { ...stepOf(job, stepNeeds), ...(isFailFast(row, job) ? { "fail-fast": true } : {}) },
    }));
    artifacts.settle();
    noteTypes(row, needs.notes);
    const [only, ...others] = steps;
    if (only !== undefined && others.length === 0) return only;
    return { parallel: needs.failFast ? { "fail-fast": true, steps } : steps };
  });
  noteCount(rows, needs.notes);
  return startsByHand(rows) ? [startItem(needs.notes), ...items] : items;
}

/** The same steps in items of their own: only what a step says is shared in the text. */
export function itemsAgain(items: readonly Item[]): readonly Item[] {
  const again = (steps: readonly StepItem[]) => steps.map(({ step }) => ({ step }));
  return items.map((item) => {
    if ("step" in item) return { step: item.step };
    const { parallel } = item;
    return { parallel: "steps" in parallel ? { ...parallel, steps: again(parallel.steps) } : again(parallel) };
  });
}

function isFailFast(row: readonly Job[], { place }: Job): boolean {
  return place.stage.matrix?.failFast === true && row.length > 1;
}

/** Bitbucket takes no manual step as the first one. */
function startsByHand([first = []]: readonly (readonly Job[])[]): boolean {
  return first.some(({ place }) => place.stage.approval !== undefined);
}

function startItem(notes: Notes): Item {
  const message = "A step that does nothing comes first: Bitbucket starts no pipeline with a manual step.";
  notes.add("rewritten", { path: ["stages"], message });
  return { step: { name: "Start", clone: { enabled: false }, script: ["echo Waiting for an approval"] } };
}

function noteCount(rows: readonly (readonly Job[])[], notes: Notes): void {
  const count = rows.reduce((sum, row) => sum + row.length, 0) + (startsByHand(rows) ? 1 : 0);
  if (count <= limits.steps) return;
  notes.add("limit", {
    path: ["stages"],
    message: `The pipeline has ${count} steps there, and Bitbucket takes at most ${limits.steps}.`,
    mend: "Divide it into several, or give its matrices fewer values.",
  });
}

/** https://support.atlassian.com/bitbucket-cloud/docs/set-up-or-run-parallel-steps/ */
function noteTypes(row: readonly Job[], notes: Notes): void {
  const deploying = row.filter(({ place }) => place.stage.environment !== undefined);
  if (deploying.length < 2) return;
  notes.add("changed", {
    path: ["stages"],
    message: "Several steps of a parallel group deploy: Bitbucket wants their environments to be of the same type.",
    mend: "Let one need the other where the types differ.",
  });
}
