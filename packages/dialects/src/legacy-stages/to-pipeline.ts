import type { Need, Pipeline, Stage, Step, Triggers } from "@headrace/pipeline";
import { conditionsToWhen } from "./conditions.ts";
import type { LegacyJob, LegacyPipeline, LegacyStage, LegacyTriggers } from "./config.ts";
import type { JobGraph, JobPlace } from "./job-graph.ts";

/** Which Headrace stage stands for which job. */
export interface LegacyJobName {
  /** The id of the Headrace stage: `test-unit`. */
  readonly id: string;
  /** The legacy stage: `test`. */
  readonly stage: string;
  readonly job: string;
}

export interface BuiltPipeline {
  readonly pipeline: Pipeline;
  /** In the order of the configuration. */
  readonly jobs: readonly LegacyJobName[];
}

/** A Headrace pipeline with one stage for each job; the legacy stage is its group. */
export function toPipeline(config: LegacyPipeline, graph: JobGraph): BuiltPipeline {
  const jobs = nameJobs(config);
  const positions = new Map(
    config.stages
      .flatMap((stage, index) => stage.jobs.map((_, job) => `${index}.${job}`))
      .map((place, position) => [place, position]),
  );
  const idOf = ({ stage, job }: JobPlace) => jobs[positions.get(`${stage}.${job}`) ?? -1]?.id ?? "";
  const stages = config.stages.flatMap((stage, index) =>
    stage.jobs.map((job, position) =>
      buildStage({
        stage,
        job,
        id: idOf({ stage: index, job: position }),
        needs: (graph.needs[index]?.[position] ?? []).map((place) => ({ stage: idOf(place), artifacts: true })),
      }),
    ),
  );
  const triggers = buildTriggers(config.triggers);
  const pipeline: Pipeline = {
    name: config.name,
    ...(config.description === "" ? {} : { description: config.description }),
    parameters: [],
    variables: templates(config.variables),
    ...(triggers === undefined ? {} : { triggers }),
    timeout: milliseconds(config.timeout),
    failFast: false,
    notifications: [],
    stages,
  };
  return { pipeline, jobs };
}

function buildStage(from: {
  readonly stage: LegacyStage;
  readonly job: LegacyJob;
  readonly id: string;
  readonly needs: readonly Need[];
}): Stage {
  const { stage, job, id, needs } = from;
  const when = stage.conditions === undefined ? undefined : conditionsToWhen(stage.conditions, stage.environment);
  return {
    id,
    name: job.name,
    category: "custom",
    group: stage.name,
    needs,
    ...(when === undefined ? {} : { when }),
    steps: job.commands.flatMap((command, index) => buildSteps(command, index, job)),
    afterSteps: [],
    shell: "sh",
    variables: templates({ ...stage.environment, ...job.environment }),
    secrets: [],
    checkout: true,
    cache: [],
    artifacts: job.artifacts.length === 0 ? [] : [{ name: id, paths: job.artifacts.flatMap(artifactPaths) }],
    outputs: {},
    retry: { attempts: 1, on: ["failed", "timedOut", "outOfMemory", "infrastructure"], backoff: 0 },
    allowFailure: stage.allowFailure || job.allowFailure,
    ...(stage.deploymentEnvironment === undefined
      ? {}
      : { environment: { name: template(stage.deploymentEnvironment) } }),
    services: [],
    runsOn: [],
  };
}

/**
 * A command and its retries. Each retry is a step of its own that runs only when the one before it failed, so that
 * what succeeded before is not done again, each try has its own place in the log, and the timeout is of each try.
 */
function buildSteps(command: string, index: number, job: LegacyJob): readonly Step[] {
  const name = command.trim().split("\n", 1)[0] ?? "";
  const idOf = (attempt: number) => `command-${index + 1}-try-${attempt + 1}`;
  return Array.from({ length: job.retryCount + 1 }, (_, attempt): Step => {
    const last = attempt === job.retryCount;
    const before = `steps.${idOf(attempt - 1)}.outcome`;
    return {
      ...(job.retryCount === 0 ? {} : { id: idOf(attempt) }),
      name: attempt === 0 ? name : `${name} (retry ${attempt})`,
      run: template(command),
      shell: "sh",
      variables: {},
      ...(attempt === 0 ? {} : { when: `${before} == 'failure'` }),
      timeout: milliseconds(job.timeout),
      allowFailure: !last,
    };
  });
}

/** A path that may be a folder also stands for what is in it. */
function artifactPaths(path: string): readonly string[] {
  const plain = path.replace(/^\.\//, "");
  if (/[*?[\]{}!]/.test(plain)) return [plain];
  return plain.endsWith("/") ? [`${plain}**`] : [plain, `${plain}/**`];
}

function buildTriggers(triggers: LegacyTriggers): Triggers | undefined {
  const { push, pullRequest, schedule, manual } = triggers;
  if (push === undefined && pullRequest === undefined && schedule.length === 0 && manual) return undefined;
  return {
    ...(push === undefined ? {} : { push: push.length === 0 ? {} : { branches: push } }),
    ...(pullRequest === undefined ? {} : { pullRequest: pullRequest.length === 0 ? {} : { branches: pullRequest } }),
    schedule: schedule.map((cron) => ({ cron, timezone: "UTC" })),
    pipeline: [],
    manual,
  };
}

/** Ids that are unique and can stand in an expression: `needs.test-unit`. */
function nameJobs(config: LegacyPipeline): readonly LegacyJobName[] {
  const taken = new Set<string>();
  return config.stages.flatMap((stage) =>
    stage.jobs.map((job) => {
      const base = `${slug(stage.name, "stage")}-${slug(job.name, "job")}`.replace(/^(?=[0-9-])/, "s-").slice(0, 90);
      let id = base;
      // Expressions do not look at case.
      for (let count = 2; taken.has(id.toLowerCase()); count++) id = `${base}-${count}`;
      taken.add(id.toLowerCase());
      return { id, stage: stage.name, job: job.name };
    }),
  );
}

function slug(name: string, standIn: string): string {
  const text = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return text === "" ? standIn : text;
}

function milliseconds(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
}

function templates(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const built: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(values)) built[name] = template(value);
  return built;
}

/** The format has no expressions: what looks like the start of one is text. */
function template(text: string): string {
  return text.replaceAll("${{", `${"${{"} '${"${{"}' }}`);
}
