import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createTree, type Tree } from "../tree.ts";
import type { Schemas, Told } from "./vendor-types.ts";

/** What a GitHub remembers. */
export interface World {
  readonly repositories: Map<string, Repository>;
  /** Names that repositories had: GitHub sends on from them until another one takes the name. */
  readonly formerNames: Map<string, Repository>;
  /** By organization. */
  readonly hooks: Map<string, Hook[]>;
  /** Of organizations whose owner asks. */
  readonly plans: Map<string, string>;
  /** Owners that are people: all others are organizations. */
  readonly users: Set<string>;
  /** By their ids. */
  readonly apps: Map<string, App>;
  /** Tokens of installations, and when they end. */
  readonly issued: Map<string, { readonly installation: AppInstallation; readonly until: number }>;
  /** The time of what is made from now on. Epoch milliseconds. */
  now: number;
  /** Whether a dispatch tells which run it began: older hosts do not. */
  tellsRuns: boolean;
}

export interface App {
  readonly slug: string;
  readonly publicKey: KeyObject;
  /** By the account that has installed it. */
  readonly installations: Map<string, AppInstallation>;
}

export interface AppInstallation {
  readonly id: number;
  /** As GitHub's answer has them. */
  permissions: Readonly<Record<string, "read" | "write">>;
}

export interface Repository {
  readonly tree: Tree;
  readonly id: number;
  full_name: string;
  /** When something was pushed to it last. */
  pushed_at: string;
  /** The newest first. */
  readonly runs: Run[];
  readonly workflows: Workflow[];
  /** Of a dispatch that began a run, by the run. */
  readonly inputs: Map<number, Readonly<Record<string, unknown>>>;
  /** Runs whose dispatch was taken, and that are listed only later. */
  readonly unlisted: Run[];
  readonly settings: Settings;
  readonly environments: Map<string, Environment>;
  /** The newest last. */
  readonly statuses: (Told<"status"> & { readonly sha: string | undefined })[];
  readonly checks: Check[];
  readonly deployments: Deployment[];
  readonly hooks: Hook[];
  /** The newest first. */
  readonly artifacts: Artifact[];
  readonly caches: Required<Pick<Cache, "id" | "key" | "size_in_bytes">>[];
  readonly machines: Machines;
  /** Roles by the names of users, and of an organization's teams. A user's own repository has no teams. */
  readonly collaborators: Map<string, string>;
  teams: Map<string, string> | undefined;
}

export interface Workflow {
  readonly id: number;
  readonly name: string;
  /** Its name alone. */
  readonly file: string;
  state: Schemas["workflow"]["state"];
}

/** What runs them, and whether anything does. */
export interface Machines {
  permissions: Schemas["actions-repository-permissions"];
  readonly runners: Schemas["runner"][];
}

type Cache = Schemas["actions-cache-list"]["actions_caches"][number];

export interface Artifact {
  readonly id: number;
  /** Its id. */
  readonly run: number;
  readonly name: string;
  /** Of the archive, whatever they are. */
  readonly bytes: string;
  readonly expired: boolean;
}

export interface Hook {
  readonly id: number;
  readonly body: Told<"hook">;
}

export interface Check {
  readonly id: number;
  /** As it was told, by one request after the other. */
  body: Told<"check-run">;
  readonly annotations: unknown[];
}

export interface Deployment {
  readonly id: number;
  readonly body: Told<"deployment">;
  /** The newest last. */
  readonly states: Told<"deployment-status">[];
}

export interface Environment {
  readonly id: number;
  readonly settings: Settings;
}

export interface Settings {
  readonly variables: Map<string, string>;
  /** Opened. */
  readonly secrets: Map<string, string>;
  readonly key: { readonly id: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

export interface Run {
  readonly of: Repository;
  readonly id: number;
  readonly run_number: number;
  readonly event: string;
  readonly head_branch: string | null;
  readonly head_sha: string;
  readonly workflow: string;
  readonly created_at: string;
  /** The last one is the run as it stands. */
  readonly attempts: [Attempt, ...Attempt[]];
  /** Environments that wait for somebody. */
  readonly pending: string[];
  /** Names of groups, each with the runs before this one. */
  readonly groups: Map<string, readonly Run[]>;
}

export interface Attempt {
  readonly run_started_at: string;
  status: NonNullable<Schemas["workflow-run"]["status"]>;
  conclusion: string | null;
  readonly jobs: Job[];
}

export interface Job {
  readonly id: number;
  readonly name: string;
  status: Schemas["job"]["status"];
  conclusion: Schemas["job"]["conclusion"];
  /** Given once the job has ended; a host keeps it only so long. */
  log: string | undefined;
}

export function createWorld(): World {
  return {
    repositories: new Map(),
    formerNames: new Map(),
    hooks: new Map(),
    plans: new Map(),
    users: new Set(),
    apps: new Map(),
    issued: new Map(),
    now: Date.UTC(2026, 0, 1),
    tellsRuns: true,
  };
}

let nextId = 1;

export function addRepository(world: World, fullName: string): Repository {
  const repository: Repository = {
    tree: createTree(),
    id: nextId++,
    full_name: fullName,
    pushed_at: new Date(world.now).toISOString(),
    runs: [],
    workflows: [{ id: 1, name: "CI", file: "ci.yml", state: "active" }],
    inputs: new Map(),
    unlisted: [],
    settings: newSettings(),
    environments: new Map(),
    statuses: [],
    checks: [],
    deployments: [],
    hooks: [],
    artifacts: [],
    caches: [],
    machines: { permissions: { enabled: true, allowed_actions: "all", sha_pinning_required: false }, runners: [] },
    collaborators: new Map(),
    teams: new Map(),
  };
  world.repositories.set(fullName, repository);
  world.formerNames.delete(fullName);
  return repository;
}

/** The repository, or its owner, has another name from now on. */
export function rename({ repositories, formerNames }: World, repository: Repository, fullName: string): void {
  repositories.delete(repository.full_name);
  formerNames.set(repository.full_name, repository);
  repository.full_name = fullName;
  repositories.set(fullName, repository);
}

export function addEnvironment(repository: Repository, name: string): Environment {
  const environment = { id: 7000 + repository.environments.size, settings: newSettings() };
  repository.environments.set(name, environment);
  return environment;
}

function newSettings(): Settings {
  return {
    variables: new Map(),
    secrets: new Map(),
    key: { id: "568250167242549743", ...generateKeyPairSync("x25519") },
  };
}

export function addRun(world: World, repository: Repository, change: Partial<Run> = {}): Run {
  const number = repository.runs.length + repository.unlisted.length + 1;
  const made = new Date(world.now + number * 60_000).toISOString();
  const run: Run = {
    of: repository,
    id: number,
    run_number: number,
    event: "push",
    head_branch: "main",
    head_sha: "a".repeat(40),
    workflow: "ci.yml",
    created_at: made,
    attempts: [newAttempt(number * 1000, made)],
    pending: [],
    groups: new Map(),
    ...change,
  };
  if (run.event === "push") repository.pushed_at = run.created_at;
  repository.runs.unshift(run);
  return run;
}

function newAttempt(firstJob: number, at: string): Attempt {
  const job: Job = { id: firstJob, name: "build", status: "in_progress", conclusion: null, log: "one\ntwo\n" };
  return { run_started_at: at, status: "in_progress", conclusion: null, jobs: [job] };
}

export function lastAttempt(run: Run): Attempt {
  return run.attempts.at(-1) ?? run.attempts[0];
}

/** As a stranger's first pull request has it: GitHub calls it completed, and it has not begun. */
export function holdRun(run: Run): void {
  const attempt = lastAttempt(run);
  attempt.status = "completed";
  attempt.conclusion = "action_required";
  attempt.jobs.splice(0);
}

/** It ends, and so do its jobs. */
export function endRun(run: Run, conclusion: "success" | "failure" | "cancelled"): void {
  const attempt = lastAttempt(run);
  for (const each of [attempt, ...attempt.jobs]) {
    if (each.status === "completed") continue;
    each.status = "completed";
    each.conclusion = conclusion;
  }
}

/** Another attempt, of these jobs; the others stand as they were. */
export function rerun(world: World, run: Run, isAgain: (job: Job) => boolean): void {
  const { jobs } = lastAttempt(run);
  const first = run.id * 1000 + run.attempts.length * 100;
  run.attempts.push({
    run_started_at: new Date(world.now + 3_600_000 * run.attempts.length).toISOString(),
    status: "queued",
    conclusion: null,
    jobs: jobs.map(
      (job, index): Job => ({
        ...job,
        id: first + index,
        ...(isAgain(job) ? { status: "queued", conclusion: null } : {}),
      }),
    ),
  });
}
