// What GitHub answers, filled with what the specification demands beside the fields that tests speak of.

import { z } from "zod";
import type { Answer, Schemas, Told } from "./vendor-types.ts";
import {
  type Artifact,
  type Check,
  type Deployment,
  type Hook,
  type Job,
  lastAttempt,
  type Repository,
  type Run,
} from "./world.ts";

export const link = "https://api.github.com/x";
const url = link;
const createdAt = "2026-01-01T00:00:00Z";

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

function urls<const Names extends string>(names: Names): Record<`${Words<Names>}_url`, string>;
function urls(names: string) {
  return Object.fromEntries(names.split(" ").map((name) => [`${name}_url`, url]));
}

const user = {
  id: 1,
  node_id: "U1",
  login: "ada",
  gravatar_id: "",
  site_admin: false,
  type: "User",
  url,
  ...urls("avatar events followers following gists html organizations received_events repos starred subscriptions"),
} satisfies Schemas["simple-user"];

export function userAnswer(login: string) {
  return { ...user, login };
}

function minimalRepository({ id, full_name: fullName }: Pick<Repository, "id" | "full_name">) {
  const [owner = "", name = ""] = fullName.split("/");
  return {
    id,
    node_id: "R1",
    name,
    full_name: fullName,
    private: true,
    fork: false,
    description: null,
    owner: { ...user, login: owner },
    url,
    ...urls(
      "archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads",
    ),
    ...urls(
      "events forks git_commits git_refs git_tags hooks html issue_comment issue_events issues keys labels languages",
    ),
    ...urls(
      "merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees",
    ),
  } satisfies Schemas["minimal-repository"];
}

/** Of an attempt, the last one unless said. */
export function runAnswer(run: Run, number = run.attempts.length) {
  const { id, run_number, event, head_branch, head_sha, created_at, workflow } = run;
  const { status, conclusion, run_started_at } = run.attempts[number - 1] ?? lastAttempt(run);
  return {
    id,
    run_number,
    event,
    head_branch,
    head_sha,
    created_at,
    status,
    conclusion,
    run_started_at,
    run_attempt: number,
    node_id: "W1",
    display_title: "Mend the door",
    path: `.github/workflows/${workflow}`,
    workflow_id: 1,
    updated_at: run_started_at,
    actor: user,
    head_commit: null,
    repository: minimalRepository(run.of),
    head_repository: minimalRepository(run.of),
    pull_requests: [],
    ...urls("html jobs logs check_suite cancel rerun artifacts workflow"),
    url: `https://api.github.com/repos/acme/shop/actions/runs/${id}`,
    html_url: `https://github.com/acme/shop/actions/runs/${id}`,
  } satisfies Schemas["workflow-run"];
}

export function jobAnswer({ log: _, ...job }: Job, run: Run, number: number) {
  const { run_started_at } = run.attempts[number - 1] ?? lastAttempt(run);
  return {
    ...job,
    node_id: "J1",
    run_id: run.id,
    head_sha: run.head_sha,
    head_branch: run.head_branch,
    workflow_name: "CI",
    created_at: run_started_at,
    started_at: run_started_at,
    completed_at: job.status === "completed" ? new Date(Date.parse(run_started_at) + 60_000).toISOString() : null,
    labels: [],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    url,
    ...urls("run html check_run"),
  } satisfies Schemas["job"];
}

export function artifactAnswer({ id, run, name, bytes, expired }: Artifact) {
  return {
    id,
    node_id: "A1",
    name,
    size_in_bytes: bytes.length,
    url,
    ...urls("archive_download"),
    expired,
    created_at: createdAt,
    updated_at: createdAt,
    expires_at: "2026-04-01T00:00:00Z",
    workflow_run: { id: run },
  } satisfies Schemas["artifact"];
}

export function pendingAnswer(name: string, id: number) {
  return {
    environment: { id, node_id: "E1", name, url, html_url: url },
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: true,
    reviewers: [{ type: "User", reviewer: user }],
  } satisfies Schemas["pending-deployment"];
}

export function statusAnswer(id: number, { state, context, description, target_url }: Told<"status">) {
  const dates = filled("created_at updated_at", createdAt);
  const told = { state, context, description, target_url };
  const own = { id, node_id: "S1", ...dates, url, avatar_url: url, creator: user };
  return { ...own, ...told } satisfies Answer<"status", keyof typeof told>;
}

/** The newest of each context. */
export function combinedAnswer(sha: string, statuses: readonly Told<"status">[]) {
  const newest = new Map(statuses.map((status, index) => [status.context, statusAnswer(index + 1, status)]));
  const listed = [...newest.values()].map(({ creator: _, ...status }) => status);
  return {
    sha,
    state: "success",
    total_count: listed.length,
    statuses: listed,
    repository: minimalRepository({ id: 1, full_name: "acme/shop" }),
    url,
    ...urls("commit"),
  } satisfies Answer<"combined-commit-status", "statuses">;
}

export function environmentAnswer(name: string, id: number) {
  const dates = filled("created_at updated_at", createdAt);
  return { id, node_id: "E1", name, url, html_url: url, ...dates } satisfies Schemas["environment"];
}

/** Its secret is told to nobody. */
export function hookAnswer({ id, body }: Hook) {
  const { name, active, events } = body;
  const told = { name, active, events, config: { ...Object(body.config), secret: "********" } };
  return {
    ...told,
    type: "Repository",
    id,
    ...filled("created_at updated_at", createdAt),
    url,
    ...urls("test ping deliveries"),
    last_response: { code: null, status: "unused", message: null },
  } satisfies Answer<"hook", keyof typeof told>;
}

/** As an app's. */
export function annotationAnswer(told: unknown) {
  const annotation: Partial<Schemas["check-annotation"]> = z.looseObject({}).parse(told);
  const empty = { start_column: null, end_column: null, title: null, raw_details: null, blob_href: url };
  return { ...empty, ...annotation };
}

export function checkAnswer({ id, body, annotations }: Check) {
  const { name, status, conclusion = null, head_sha, external_id, details_url } = body;
  const told = { name, status, conclusion, head_sha, external_id, details_url };
  const { title = null, summary = null } = z
    .looseObject({ title: z.string().optional(), summary: z.string().optional() })
    .parse(body.output ?? {});
  const output = { title, summary, text: null, annotations_url: url };
  return {
    id,
    node_id: "C1",
    ...told,
    started_at: body.started_at ?? null,
    completed_at: body.completed_at ?? null,
    output: { ...output, annotations_count: annotations.length },
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
    url,
    html_url: url,
  } satisfies Answer<"check-run", keyof typeof told | "started_at" | "completed_at">;
}

export function deploymentStateAnswer(id: number, { state, description, log_url }: Told<"deployment-status">) {
  const dates = filled("created_at updated_at", createdAt);
  const told = { state, description, log_url, target_url: log_url };
  const own = { id, node_id: "T1", ...dates, url, ...urls("deployment repository"), creator: user };
  return { ...own, ...told } satisfies Answer<"deployment-status", keyof typeof told>;
}

export function madeDeploymentAnswer({ id, body }: Deployment) {
  const { environment, payload = {}, description = null, ref } = body;
  const told = { payload, description, sha: ref, ref };
  return { ...deploymentAnswer(String(environment)), id, ...told } satisfies Answer<"deployment", keyof typeof told>;
}

export function deploymentAnswer(environment: string) {
  return {
    id: 1,
    node_id: "D1",
    sha: "a".repeat(40),
    ref: "main",
    task: "deploy",
    environment,
    creator: user,
    payload: {},
    description: null,
    created_at: createdAt,
    updated_at: createdAt,
    url,
    ...urls("statuses repository"),
  } satisfies Schemas["deployment"];
}

type Member = Schemas["concurrency-group-run-list"]["concurrency_groups"][number]["group_members"][number];

/** In each group, those before the run stand before it. */
export function concurrencyAnswer(run: Run) {
  const member = ({ id }: Run, position: number): Member => ({
    run_id: id,
    run_name: `run ${id}`,
    run_url: url,
    run_html_url: `https://github.com/acme/shop/actions/runs/${id}`,
    status: position === 0 ? "in_progress" : "pending",
    position,
    position_url: url,
  });
  const groups = [...run.groups].map(([name, before]) => ({
    group_name: name,
    group_url: url,
    group_members: [member(run, before.length)],
  }));
  return { total_count: groups.length, concurrency_groups: groups } satisfies Schemas["concurrency-group-run-list"];
}

/** Of the token. */
export const accountAnswer = {
  ...user,
  user_view_type: "public",
  avatar_url: url,
  html_url: url,
  ...filled("bio blog company email hireable location name", null),
  ...filled("followers following public_gists public_repos", 0),
  blog: "",
  created_at: createdAt,
  updated_at: createdAt,
} satisfies Schemas["public-user"];

/** By itself. */
export function repositoryAnswer(repository: Repository) {
  const { full_name } = repository;
  return {
    ...minimalRepository(repository),
    clone_url: `https://github.com/${full_name}.git`,
    default_branch: "trunk",
    ...filled("homepage language license mirror_url", null),
    ...filled("has_issues has_projects has_wiki has_pages has_discussions archived disabled", false),
    ...filled("forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count", 0),
    ...filled("network_count subscribers_count", 0),
    ...filled("git_url ssh_url svn_url", url),
    ...filled("created_at updated_at", createdAt),
    pushed_at: repository.pushed_at,
  } satisfies Schemas["full-repository"];
}

function filled<const Names extends string, Value>(names: Names, value: Value): Record<Words<Names>, Value>;
function filled(names: string, value: unknown) {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}
