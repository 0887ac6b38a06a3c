import { createGraph, type GraphStage } from "@headrace/pipeline";
import type { LegacyPipeline, LegacyStage } from "./config.ts";

/** A job by its place in the configuration. */
export interface JobPlace {
  readonly stage: number;
  readonly job: number;
}

export type GraphProblem =
  | { readonly kind: "duplicate-stage"; readonly stage: number; readonly name: string }
  | { readonly kind: "duplicate-job"; readonly place: JobPlace; readonly name: string }
  | { readonly kind: "unknown-stage"; readonly stage: number; readonly index: number; readonly name: string }
  | { readonly kind: "self-need"; readonly stage: number; readonly index: number; readonly name: string }
  | { readonly kind: "unknown-job"; readonly place: JobPlace; readonly index: number; readonly name: string }
  | { readonly kind: "self-need-job"; readonly place: JobPlace; readonly index: number; readonly name: string }
  | { readonly kind: "stage-cycle"; readonly stages: readonly string[]; readonly stage: number }
  | { readonly kind: "job-cycle"; readonly jobs: readonly string[]; readonly place: JobPlace };

export interface JobGraph {
  /** By stage and job: the jobs that must have succeeded before. */
  readonly needs: readonly (readonly (readonly JobPlace[])[])[];
  readonly problems: readonly GraphProblem[];
}

/**
 * What each job waits for: every job of the stages its stage depends on, the jobs it names itself,
 * and in a stage that is not parallel the job before it.
 * A stage without jobs passes on what it depends on.
 */
export function buildJobGraph(config: LegacyPipeline): JobGraph {
  const problems: GraphProblem[] = [];
  const stageNeeds = resolveStages(config, problems);
  const jobNeeds = config.stages.map((stage, index) => resolveJobs(config, index, { stage, problems }));
  if (problems.some(isCycle)) return { needs: jobNeeds, problems };

  const ends = config.stages.map(() => undefined as readonly JobPlace[] | undefined);
  /** The jobs a stage stands for when another depends on it. */
  function jobsOf(stage: number): readonly JobPlace[] {
    const known = ends[stage];
    if (known !== undefined) return known;
    const own = (config.stages[stage]?.jobs ?? []).map((_, job) => ({ stage, job }));
    const jobs = own.length > 0 ? own : (stageNeeds[stage] ?? []).flatMap(jobsOf);
    ends[stage] = jobs;
    return jobs;
  }

  const needs = config.stages.map((stage, index) => {
    const before = (stageNeeds[index] ?? []).flatMap(jobsOf);
    const own = jobNeeds[index] ?? [];
    const previous = stage.parallel ? [] : inOrder(own, index);
    return stage.jobs.map((_, job) => unique([...before, ...(own[job] ?? []), ...(previous[job] ?? [])]));
  });
  problems.push(...jobCycles(config, needs));
  return { needs, problems };
}

function isCycle(problem: GraphProblem): boolean {
  return problem.kind === "stage-cycle";
}

function resolveStages(config: LegacyPipeline, problems: GraphProblem[]): readonly (readonly number[])[] {
  const byName = new Map<string, number>();
  for (const [index, stage] of config.stages.entries()) {
    if (byName.has(stage.name)) problems.push({ kind: "duplicate-stage", stage: index, name: stage.name });
    else byName.set(stage.name, index);
  }
  const needs = config.stages.map((stage, index) =>
    stage.dependencies.flatMap((name, position) => {
      const found = byName.get(name);
      if (found === undefined) problems.push({ kind: "unknown-stage", stage: index, index: position, name });
      else if (found === index) problems.push({ kind: "self-need", stage: index, index: position, name });
      else return [found];
      return [];
    }),
  );
  const stages = needs.map((list, index) => ({
    id: String(index),
    needs: list.map((need) => ({ stage: String(need) })),
  }));
  for (const cycle of cyclesOf(stages)) {
    const names = cycle.map((index) => config.stages[Number(index)]?.name ?? "");
    problems.push({ kind: "stage-cycle", stages: names, stage: Number(cycle[0]) });
  }
  return needs;
}

/** Jobs named by jobs: of the same stage first, else the only one of that name elsewhere, or `stage/job`. */
function resolveJobs(
  config: LegacyPipeline,
  index: number,
  from: { readonly stage: LegacyStage; readonly problems: GraphProblem[] },
): readonly (readonly JobPlace[])[] {
  const { stage, problems } = from;
  const seen = new Set<string>();
  return stage.jobs.map((job, position) => {
    const place = { stage: index, job: position };
    if (seen.has(job.name)) problems.push({ kind: "duplicate-job", place, name: job.name });
    seen.add(job.name);
    return job.dependencies.flatMap((name, dependency) => {
      const found = findJob(config, index, name);
      if (found === undefined) problems.push({ kind: "unknown-job", place, index: dependency, name });
      else if (found.stage === index && found.job === position) {
        problems.push({ kind: "self-need-job", place, index: dependency, name });
      } else return [found];
      return [];
    });
  });
}

function findJob(config: LegacyPipeline, stage: number, name: string): JobPlace | undefined {
  const own = config.stages[stage]?.jobs.findIndex((job) => job.name === name) ?? -1;
  if (own !== -1) return { stage, job: own };
  const places = config.stages.flatMap((other, index) =>
    other.jobs.flatMap((job, position) =>
      job.name === name || `${other.name}/${job.name}` === name ? [{ stage: index, job: position }] : [],
    ),
  );
  return places.length === 1 ? places[0] : undefined;
}

/** One after another: in the order of the list, except where a job names a later one, which then comes first. */
function inOrder(own: readonly (readonly JobPlace[])[], stage: number): readonly (readonly JobPlace[])[] {
  const waiting = new Set(own.keys());
  const order: number[] = [];
  while (waiting.size > 0) {
    const free = [...waiting].find(
      (job) => !(own[job] ?? []).some((need) => need.stage === stage && waiting.has(need.job)),
    );
    // Only a cycle leaves none free; it is reported from the graph that follows.
    const next = free ?? [...waiting][0] ?? 0;
    waiting.delete(next);
    order.push(next);
  }
  const previous: JobPlace[][] = own.map(() => []);
  for (const [position, job] of order.entries()) {
    const before = order[position - 1];
    if (before !== undefined) previous[job] = [{ stage, job: before }];
  }
  return previous;
}

function jobCycles(config: LegacyPipeline, needs: JobGraph["needs"]): readonly GraphProblem[] {
  const key = ({ stage, job }: JobPlace) => `${stage}.${job}`;
  const cycles = cyclesOf(
    needs.flatMap((jobs, stage) =>
      jobs.map((list, job) => ({ id: key({ stage, job }), needs: list.map((need) => ({ stage: key(need) })) })),
    ),
  );
  return cycles.map((cycle): GraphProblem => {
    const places = cycle.map((name) => {
      const [stage = 0, job = 0] = name.split(".").map(Number);
      return { stage, job };
    });
    const nameOf = ({ stage, job }: JobPlace) =>
      `${config.stages[stage]?.name}/${config.stages[stage]?.jobs[job]?.name}`;
    return { kind: "job-cycle", jobs: places.map(nameOf), place: places[0] ?? { stage: 0, job: 0 } };
  });
}

/** One cycle of each knot, the shortest, as it would be walked: `[a, b, a]`. */
function cyclesOf(stages: readonly GraphStage[]): readonly (readonly string[])[] {
  return createGraph(stages)
    .findCycles()
    .map((cycle) => [...cycle, ...cycle.slice(0, 1)]);
}

function unique(places: readonly JobPlace[]): readonly JobPlace[] {
  return [...new Map(places.map((place) => [`${place.stage}.${place.job}`, place])).values()];
}
