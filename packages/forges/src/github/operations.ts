import type { Ability, Whose } from "../ports/index.ts";

/** Everything that is asked of GitHub, as its specification writes it, with the permissions of a fine-grained token. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly ability: Ability;
  readonly permissions: readonly string[];
  /** Whose credentials alone it takes. */
  readonly only?: Whose;
  /** Whose credentials it takes where there are both. */
  readonly first?: Whose;
  /** Whether there are repositories that have no such thing. */
  readonly mayBeAbsent?: boolean;
}

const at = "/repos/{owner}/{repo}";
const actions = `${at}/actions`;
const run = `${actions}/runs/{run_id}`;
const environment = `${at}/environments/{environment_name}`;
const write = ["Actions: write"];

export const operations: readonly Operation[] = [
  { ...get("/user", "account.read", []), only: "user" },
  { ...get("/app", "account.read", []), only: "app" },
  { ...get("/users/{username}/installation", "account.read", []), only: "app" },
  {
    method: "POST",
    path: "/app/installations/{installation_id}/access_tokens",
    ability: "account.read",
    permissions: [],
    only: "app",
  },
  get("/orgs/{org}", "account.read", []),
  get("/search/repositories", "repositories.read", ["Metadata: read"]),
  get("/orgs/{org}/repos", "repositories.read", ["Metadata: read"]),
  get("/users/{username}/repos", "repositories.read", ["Metadata: read"]),
  get("/repos/{owner}/{repo}", "repositories.read", ["Metadata: read"]),
  get("/repositories/{repository_id}", "repositories.read", ["Metadata: read"]),
  get(`${at}/collaborators`, "permissions.read", ["Metadata: read"]),
  { ...get(`${at}/teams`, "permissions.read", ["Administration: read"]), mayBeAbsent: true },
  get(`${actions}/runs`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}/jobs`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}/attempts/{attempt_number}`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}/attempts/{attempt_number}/jobs`, "runs.read", ["Actions: read"]),
  get(`${actions}/jobs/{job_id}/logs`, "logs.read", ["Actions: read"]),
  get(`${run}/artifacts`, "artifacts.read", ["Actions: read"]),
  get(`${actions}/artifacts/{artifact_id}/{archive_format}`, "artifacts.read", ["Actions: read"]),
  { method: "POST", path: `${actions}/workflows/{workflow_id}/dispatches`, ability: "runs.start", permissions: write },
  get(`${actions}/workflows/{workflow_id}/runs`, "runs.read", ["Actions: read"]),
  { method: "POST", path: `${run}/cancel`, ability: "runs.stop", permissions: write },
  { method: "POST", path: `${run}/force-cancel`, ability: "runs.stop", permissions: write },
  { method: "POST", path: `${run}/rerun`, ability: "runs.rerun", permissions: write },
  { method: "POST", path: `${run}/rerun-failed-jobs`, ability: "runs.rerun", permissions: write },
  { method: "POST", path: `${actions}/jobs/{job_id}/rerun`, ability: "runs.rerun", permissions: write },
  // It says whether who asks may decide.
  { ...get(`${run}/pending_deployments`, "reviews.read", ["Actions: read"]), first: "user" },
  {
    method: "POST",
    path: `${run}/pending_deployments`,
    ability: "reviews.write",
    permissions: ["Deployments: write"],
    only: "user",
  },
  // An app might too, but it is a person who answers for letting a stranger's code run.
  { method: "POST", path: `${run}/approve`, ability: "reviews.write", permissions: write, only: "user" },
  get(`${actions}/workflows`, "workflows.read", ["Actions: read"]),
  get(`${actions}/workflows/{workflow_id}`, "workflows.read", ["Actions: read"]),
  {
    method: "PUT",
    path: `${actions}/workflows/{workflow_id}/enable`,
    ability: "workflows.write",
    permissions: write,
  },
  {
    method: "PUT",
    path: `${actions}/workflows/{workflow_id}/disable`,
    ability: "workflows.write",
    permissions: write,
  },
  get(`${run}/concurrency_groups`, "queues.read", ["Actions: read"]),
  { method: "POST", path: `${at}/statuses/{sha}`, ability: "statuses.write", permissions: ["Statuses: write"] },
  get(`${actions}/caches`, "caches.read", ["Actions: read"]),
  { method: "DELETE", path: `${actions}/caches`, ability: "caches.write", permissions: write, mayBeAbsent: true },
  { method: "DELETE", path: `${actions}/caches/{cache_id}`, ability: "caches.write", permissions: write },
  get(`${at}/environments`, "environments.read", ["Actions: read"]),
  { method: "PUT", path: environment, ability: "environments.write", permissions: ["Administration: write"] },
  { method: "DELETE", path: environment, ability: "environments.write", permissions: ["Administration: write"] },
  get(`${actions}/permissions`, "ci.read", ["Administration: read"]),
  { method: "PUT", path: `${actions}/permissions`, ability: "ci.write", permissions: ["Administration: write"] },
  get(`${actions}/runners`, "runners.read", ["Administration: read"]),
  {
    method: "PUT",
    path: `${actions}/runners/{runner_id}/labels`,
    ability: "runners.write",
    permissions: ["Administration: write"],
  },
  {
    method: "DELETE",
    path: `${actions}/runners/{runner_id}`,
    ability: "runners.write",
    permissions: ["Administration: write"],
  },
  get(`${at}/commits/{ref}/status`, "builds.read", ["Statuses: read"]),
  get(`${at}/pulls/{pull_number}`, "pull-request-builds.read", ["Pull requests: read"]),
  get(`${at}/branches/{branch}`, "files.read", ["Contents: read"]),
  get(`${at}/contents/{path}`, "files.read", ["Contents: read"]),
  { method: "PUT", path: `${at}/contents/{path}`, ability: "files.write", permissions: ["Contents: write"] },
  { method: "DELETE", path: `${at}/contents/{path}`, ability: "files.write", permissions: ["Contents: write"] },
  { method: "POST", path: `${at}/git/refs`, ability: "files.write", permissions: ["Contents: write"] },
  { method: "POST", path: `${at}/pulls`, ability: "pull-requests.open", permissions: ["Pull requests: write"] },
  get(`${at}/hooks`, "webhooks.read", ["Webhooks: read"]),
  { method: "POST", path: `${at}/hooks`, ability: "webhooks.write", permissions: ["Webhooks: write"] },
  { method: "PATCH", path: `${at}/hooks/{hook_id}`, ability: "webhooks.write", permissions: ["Webhooks: write"] },
  { method: "DELETE", path: `${at}/hooks/{hook_id}`, ability: "webhooks.write", permissions: ["Webhooks: write"] },
  get("/orgs/{org}/hooks", "webhooks.read", ["Webhooks: read"]),
  { method: "POST", path: "/orgs/{org}/hooks", ability: "webhooks.write", permissions: ["Webhooks: write"] },
  {
    method: "PATCH",
    path: "/orgs/{org}/hooks/{hook_id}",
    ability: "webhooks.write",
    permissions: ["Webhooks: write"],
  },
  {
    method: "DELETE",
    path: "/orgs/{org}/hooks/{hook_id}",
    ability: "webhooks.write",
    permissions: ["Webhooks: write"],
  },
  { method: "POST", path: `${at}/hooks/{hook_id}/pings`, ability: "webhooks.write", permissions: ["Webhooks: read"] },
  get(`${at}/commits/{ref}/check-runs`, "reports.read", ["Checks: read"]),
  get(`${at}/check-runs/{check_run_id}`, "reports.read", ["Checks: read"]),
  get(`${at}/check-runs/{check_run_id}/annotations`, "reports.read", ["Checks: read"]),
  { method: "POST", path: `${at}/check-runs`, ability: "checks.write", permissions: ["Checks: write"], only: "app" },
  {
    method: "PATCH",
    path: `${at}/check-runs/{check_run_id}`,
    ability: "checks.write",
    permissions: ["Checks: write"],
    only: "app",
  },
  get(`${at}/deployments`, "deployments.read", ["Deployments: read"]),
  get(`${at}/deployments/{deployment_id}/statuses`, "deployments.read", ["Deployments: read"]),
  { method: "POST", path: `${at}/deployments`, ability: "deployments.write", permissions: ["Deployments: write"] },
  {
    method: "POST",
    path: `${at}/deployments/{deployment_id}/statuses`,
    ability: "deployments.write",
    permissions: ["Deployments: write"],
  },
  ...settings(actions, { variables: "Variables", secrets: "Secrets" }),
  ...settings(environment, {
    variables: "Environments",
    secrets: "Environments",
  }),
];

/** @param permissions that a token needs for the variables and the secrets at an address. */
function settings(at: string, permissions: { readonly variables: string; readonly secrets: string }) {
  const read = { variables: [`${permissions.variables}: read`], secrets: [`${permissions.secrets}: read`] };
  const change = { variables: [`${permissions.variables}: write`], secrets: [`${permissions.secrets}: write`] };
  const ability = "variables.write";
  const [variable, secret] = [`${at}/variables/{name}`, `${at}/secrets/{secret_name}`];
  return [
    get(`${at}/variables`, "variables.read", read.variables),
    get(`${at}/secrets`, "variables.read", read.secrets),
    get(secret, "variables.read", read.secrets),
    get(`${at}/secrets/public-key`, ability, read.secrets),
    { method: "POST", path: `${at}/variables`, ability, permissions: change.variables },
    { method: "PATCH", path: variable, ability, permissions: change.variables },
    { method: "DELETE", path: variable, ability, permissions: change.variables },
    { method: "PUT", path: secret, ability, permissions: change.secrets },
    { method: "DELETE", path: secret, ability, permissions: change.secrets },
  ] as const;
}

function get(path: string, ability: Ability, permissions: readonly string[]): Operation {
  return { method: "GET", path, ability, permissions };
}

/** The operation that a request is, by its address below the base URL. */
export function operationOf(method: string, address: string): Operation | undefined {
  return patterns.find(({ operation, pattern }) => operation.method === method && pattern.test(address))?.operation;
}

const patterns = operations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replace("{path}", ".+").replace(/\{\w+\}/g, "[^/]+")}$`),
}));
