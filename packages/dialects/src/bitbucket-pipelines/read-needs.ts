import { type ListedNeeds, needsBetween, type Part } from "../foreign-graph/parts.ts";
import { partOf, readForeign, textOf } from "../source/read-foreign.ts";
import type { SourceNode } from "../source/source-node.ts";

/** Which of the pipelines of a file ran, as Bitbucket says it. */
export interface BitbucketSection {
  /** `default`, `branches`, `tags`, `bookmarks`, `custom`, `pull-requests`. */
  readonly kind: string;
  /** Of all but the default one: the pattern that stands in the file, or the name. */
  readonly name?: string;
}

interface Step extends Part {
  /** Where it has none, Bitbucket's pages number it. */
  readonly name: string | undefined;
}

/** More than a pipeline of Bitbucket may have. */
const mostSteps = 1_000;

/**
 * What each of a run's steps waits for, by their indices: all of the row before, where steps of a parallel group are one
 * row. `names` are those of the steps in Bitbucket's order; one without a name is `Step` with its number, from 1. A step
 * that the file does not have there waits for nothing. Undefined where the file says nothing of the section. Never throws
 * for what the text holds.
 */
export function bitbucketNeeds(
  text: string,
  { kind, name }: BitbucketSection,
  names: readonly string[],
): ListedNeeds | undefined {
  const pipelines = partOf(readForeign(text), "pipelines");
  const section = partOf(pipelines, kind);
  const items = kind === "default" ? section : partOf(section, name ?? "");
  if (items === undefined || names.length > mostSteps) return undefined;
  const steps = stepsOf(items);
  return steps === undefined ? undefined : needsBetween(steps, inOrder(steps, names));
}

/** Undefined for what is no list, or too long. */
function stepsOf(items: SourceNode): readonly Step[] | undefined {
  const rows = rowsOf(items);
  const steps: Step[] = [];
  let before: readonly number[] = [];
  for (const row of rows) {
    const first = steps.length;
    for (const name of row) steps.push({ name, needs: before });
    if (steps.length > mostSteps) return undefined;
    before = row.map((_, index) => first + index);
  }
  return steps.length === 0 ? undefined : steps;
}

type Row = readonly (string | undefined)[];

/** https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/ */
function rowsOf(items: SourceNode | undefined): readonly Row[] {
  if (items?.kind !== "list") return [];
  return items.items.flatMap((item): readonly Row[] => {
    const parallel = partOf(item, "parallel");
    if (parallel !== undefined) {
      const row = rowsOf(parallel.kind === "list" ? parallel : partOf(parallel, "steps")).flat();
      return row.length === 0 ? [] : [row];
    }
    const stage = partOf(item, "stage");
    if (stage !== undefined) return rowsOf(partOf(stage, "steps"));
    const step = partOf(item, "step");
    return step === undefined ? [] : [[textOf(partOf(step, "name"))]];
  });
}

/** Bitbucket lists steps as the file has them: each name is looked for behind the one before. */
function inOrder(steps: readonly Step[], names: readonly string[]): readonly (number | undefined)[] {
  let next = 0;
  return names.map((name, index) => {
    const isNumbered = name === `Step ${index + 1}`;
    const found = steps.findIndex(
      (step, at) => at >= next && (step.name === undefined ? isNumbered : step.name === name),
    );
    if (found === -1) return undefined;
    next = found + 1;
    return found;
  });
}
