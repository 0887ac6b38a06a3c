import { randomUUID } from "node:crypto";
import { createTree, type Tree } from "../tree.ts";
import { newConfig, type PipelinesConfig, type Runner } from "./pipelines-config.ts";
import type { Answer, Fields, Told } from "./vendor-types.ts";

// What the double knows, in the vendor's own words. Tests change it, as people and machines would change the real one.

export interface Word {
  type: string;
  name?: string;
}

export interface State extends Word {
  stage?: Word;
  result?: Word & { error?: { type: string; key: string; message: string } };
}

export interface Step
  extends Fields<"pipeline_step", "uuid">,
    Partial<Fields<"pipeline_step", "started_on" | "completed_on">> {
  /** The real one gives it; the document has none. */
  name?: string;
  state: State;
  /** Undefined until the first byte is written. */
  log: Buffer | undefined;
  /** In the storage, where the step's end moves it. */
  isStored: boolean;
  /** Logs of containers beside it, by their ids, which the host lists nowhere. */
  services?: Map<string, Buffer>;
  /** Undefined where it reported none. */
  tests?: TestCase[];
}

/** In the form that clients in the open read: the vendor's document has none. */
export interface TestCase {
  readonly uuid: string;
  readonly name: string;
  readonly class_name: string;
  readonly status: "SUCCESSFUL" | "FAILED" | "ERROR" | "SKIPPED";
  readonly duration: string;
  /** Told with the case, or at its own address only. */
  readonly reason?: { readonly message: string; readonly stack_trace?: string };
  readonly tellsReason?: boolean;
}

export interface Run
  extends Fields<"pipeline", "uuid" | "build_number" | "created_on">,
    Partial<Fields<"pipeline", "completed_on">> {
  target: { readonly type: string } & Record<string, unknown>;
  trigger: Word;
  state: State;
  variables: readonly Variable[];
  steps: Step[];
  /** What it runs, where that stands in no commit. */
  definition?: string;
}

export type Variable = Fields<"pipeline_variable", "uuid" | "key" | "value" | "secured">;

export interface Schedule extends Fields<"pipeline_schedule", "uuid" | "enabled" | "cron_pattern"> {
  target: Record<string, unknown>;
  readonly executions: ScheduleExecution[];
}

/** The run that it began, or why it began none. */
export type ScheduleExecution = Run | { readonly key: string; readonly message: string };

export interface Repository {
  readonly tree: Tree;
  readonly uuid: string;
  readonly full_name: string;
  /** When something was pushed to it last. */
  updated_on?: string;
  readonly runs: Run[];
  readonly schedules: Schedule[];
  readonly variables: Variable[];
  /** By environment. */
  readonly environments: Map<string, Variable[]>;
  /** Of commits, as they stand: `{commit} {key}`. */
  readonly statuses: Map<string, Told<"commitstatus">>;
  readonly reports: Map<string, Report>;
  readonly webhooks: Webhook[];
  readonly caches: Cache[];
  /** What is in caches, by their ids. */
  readonly cacheContents: Map<string, Uint8Array>;
  readonly downloads: Download[];
  /** The names of environments that have one, by their ids. */
  readonly names: Map<string, string>;
  readonly deployments: Deployment[];
  readonly pipelines: PipelinesConfig;
  readonly grants: Grants;
}

export type Cache = Fields<"pipeline_cache", "uuid" | "name" | "file_size_bytes"> &
  Partial<Fields<"pipeline_cache", "key_hash" | "path" | "pipeline_uuid">>;

/** A file that lies with a repository; the only one of its name. */
export interface Download {
  readonly uuid: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is granted on a repository, to users and groups by their names. */
export interface Grants {
  readonly users: Map<string, "read" | "write" | "admin" | "none">;
  readonly groups: Map<string, "read" | "write" | "admin" | "none">;
}

/** Of a step, which it stands and ends with. */
export interface Deployment {
  readonly uuid: string;
  /** The environment's id. */
  readonly environment: string;
  readonly run: Run;
  readonly step: Step;
}

export interface Webhook {
  readonly uuid: string;
  readonly body: Told<"webhook_subscription">;
}

/** Of Code Insights. */
export interface Report {
  readonly body: Told<"report">;
  /** By their external ids. */
  readonly annotations: Map<string, Told<"report_annotation">>;
}

export interface World {
  readonly repositories: Map<string, Repository>;
  /** By workspace. */
  readonly variables: Map<string, Variable[]>;
  readonly webhooks: Map<string, Webhook[]>;
  readonly runners: Map<string, Runner[]>;
  /** Of what webhooks can be told. */
  hookEvents: readonly string[];
  /** What its members are, by their names. */
  readonly members: Map<string, Map<string, "owner" | "member">>;
}

export const allHookEvents = [
  ...["push", "fork", "updated", "commit_status_created", "commit_status_updated"].map((event) => `repo:${event}`),
  ...["created", "updated", "push", "approved", "fulfilled", "rejected"].map((event) => `pullrequest:${event}`),
  "pipeline:span_created",
];

export const newId = () => `{${randomUUID()}}`;

export function addRepository(world: World, fullName: string): Repository {
  const repository: Repository = {
    tree: createTree(),
    uuid: newId(),
    full_name: fullName,
    runs: [],
    schedules: [],
    variables: [],
    environments: new Map(),
    statuses: new Map(),
    reports: new Map(),
    webhooks: [],
    caches: [],
    cacheContents: new Map(),
    downloads: [],
    names: new Map(),
    deployments: [],
    pipelines: newConfig(),
    grants: { users: new Map(), groups: new Map() },
  };
  world.repositories.set(fullName, repository);
  return repository;
}

/** The repository has another name from now on, and is not found by the old one. */
export function rename(world: World, repository: Repository, fullName: string): Repository {
  world.repositories.delete(repository.full_name);
  const renamed = { ...repository, full_name: fullName };
  world.repositories.set(fullName, renamed);
  return renamed;
}

export function addRun(repository: Repository, change: Partial<Run> = {}): Run {
  const number = repository.runs.length + 1;
  const run: Run = {
    uuid: newId(),
    build_number: number,
    target: {
      type: "pipeline_ref_target",
      ref_type: "branch",
      ref_name: "main",
      commit: { type: "commit", hash: number.toString(16).padStart(40, "0") },
      selector: { type: "branches", pattern: "main" },
    },
    trigger: { type: "pipeline_trigger_push", name: "PUSH" },
    state: { type: "pipeline_state_pending", name: "PENDING" } satisfies Answer<"pipeline_state_pending">,
    variables: [],
    created_on: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
    steps: [newStep("Build")],
    ...change,
  };
  if (run.trigger.name === "PUSH") push(repository, run.created_on);
  repository.runs.push(run);
  return run;
}

/** A push, which by itself begins no run. */
export function push(repository: Repository, at: string): void {
  const { updated_on: before = at } = repository;
  repository.updated_on = Date.parse(at) > Date.parse(before) ? at : before;
}

/** One more, which comes after the others. */
export function addStep(run: Run, name: string): void {
  run.steps.push(newStep(name));
}

function newStep(name: string): Step {
  const state: Answer<"pipeline_step_state_pending"> = { type: "pipeline_step_state_pending", name: "PENDING" };
  return { uuid: newId(), name, state, log: undefined, isStored: false };
}

/** Has a step deploy to an environment, which is made where there is none of that name. */
export function addDeployment(repository: Repository, run: Run, name: string): Deployment {
  const [step] = run.steps;
  if (step === undefined) throw new Error("there is no such step");
  const environment = [...repository.names].find(([, known]) => known === name)?.[0] ?? newId();
  repository.names.set(environment, name);
  const deployment = { uuid: newId(), environment, run, step };
  repository.deployments.push(deployment);
  return deployment;
}

/** The run and its steps begin. */
export function beginRun(run: Run): void {
  run.state = {
    type: "pipeline_state_in_progress",
    name: "IN_PROGRESS",
    stage: {
      type: "pipeline_state_in_progress_running",
      name: "RUNNING",
    } satisfies Answer<"pipeline_state_in_progress_running">,
  } satisfies Answer<"pipeline_state_in_progress", "stage">;
  for (const step of run.steps) {
    step.state = {
      type: "pipeline_step_state_in_progress",
      name: "IN_PROGRESS",
    } satisfies Answer<"pipeline_step_state_in_progress">;
    step.started_on = run.created_on;
  }
}

/** The run ends, and its logs move to the storage. */
export function endRun(run: Run, result: "SUCCESSFUL" | "FAILED" | "STOPPED"): void {
  const completed_on = new Date(Date.parse(run.created_on) + 90_000).toISOString();
  const ending = result.toLowerCase();
  run.completed_on = completed_on;
  run.state = {
    type: "pipeline_state_completed",
    name: "COMPLETED",
    result: { type: `pipeline_state_completed_${ending}`, name: result },
  } satisfies Answer<"pipeline_state_completed", "result">;
  for (const step of run.steps) {
    step.completed_on = completed_on;
    step.isStored = true;
    step.state = {
      type: "pipeline_step_state_completed",
      name: "COMPLETED",
      result: { type: `pipeline_step_state_completed_${ending}`, name: result },
    } satisfies Answer<"pipeline_step_state_completed", "result">;
  }
}

export function addTest(step: Step | undefined, change: Partial<TestCase> = {}): TestCase {
  if (step === undefined) throw new Error("there is no such step");
  step.tests ??= [];
  const name = `adds ${step.tests.length + 1}`;
  const test: TestCase = {
    uuid: newId(),
    name,
    class_name: "numbers",
    status: "SUCCESSFUL",
    duration: "PT0.25S",
    ...change,
  };
  step.tests.push(test);
  return test;
}

export function writeLog(step: Step | undefined, text: string): void {
  if (step === undefined) throw new Error("there is no such step");
  step.log = Buffer.concat([step.log ?? Buffer.alloc(0), Buffer.from(text)]);
}
