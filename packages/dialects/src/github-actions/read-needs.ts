import { type ListedNeeds, needsBetween, type Part } from "../foreign-graph/parts.ts";
import { partOf, readForeign, textOf, textsOf } from "../source/read-foreign.ts";
import type { MappingEntry } from "../source/source-node.ts";
import { type JobName, jobName, likeness } from "./job-name.ts";

interface Job extends Part {
  readonly name: JobName;
}

/** More than a run of GitHub may have; each is looked for among the jobs of the file. */
const mostJobs = 1_000;

/**
 * What each of a run's jobs waits for, by their indices: `names` are those that GitHub gives, also of a matrix and of
 * called workflows. A job that is not told apart waits for nothing. Undefined where the file says nothing of it.
 * Never throws for what the text holds.
 *
 * @example
 * githubNeeds("jobs:\n  a: {}\n  b: { needs: a }", ["b", "a"]); // [[1], []]
 */
export function githubNeeds(text: string, names: readonly string[]): ListedNeeds | undefined {
  const jobs = partOf(readForeign(text), "jobs");
  if (jobs?.kind !== "mapping" || jobs.entries.length > mostJobs || names.length > mostJobs) return undefined;
  const read = jobsOf(jobs.entries);
  return needsBetween(
    read,
    names.map((name) => nearestOf(read, name)),
  );
}

function jobsOf(entries: readonly MappingEntry[]): readonly Job[] {
  const places = new Map(entries.map(({ key }, index) => [key, index]));
  return entries.map(({ key: id, value }) => ({
    needs: textsOf(partOf(value, "needs")).flatMap((need) => places.get(need) ?? []),
    name: jobName({
      id,
      name: textOf(partOf(value, "name")),
      hasMatrix: partOf(partOf(value, "strategy"), "matrix") !== undefined,
      isCall: partOf(value, "uses") !== undefined,
    }),
  }));
}

/** The one whose name it is most; undefined where that may be another one's as well. */
function nearestOf(jobs: readonly Job[], name: string): number | undefined {
  let best: { readonly index: number; readonly likeness: number } | undefined;
  let isShared = false;
  for (const [index, job] of jobs.entries()) {
    const found = likeness(job.name, name);
    if (found === undefined || (best !== undefined && found < best.likeness)) continue;
    isShared = best?.likeness === found;
    best = { index, likeness: found };
  }
  return isShared ? undefined : best?.index;
}
