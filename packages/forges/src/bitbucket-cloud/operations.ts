import type { Ability } from "../ports/index.ts";

/** Everything that is asked of Bitbucket Cloud, as its specification writes it, with the scopes that it names. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly ability: Ability;
  readonly scopes: readonly string[];
}

const repository = "/repositories/{workspace}/{repo_slug}";
const environmentVariables = `${repository}/deployments_config/environments/{environment_uuid}/variables`;
const repositoryVariables = `${repository}/pipelines_config/variables`;
const workspaceVariables = "/workspaces/{workspace}/pipelines-config/variables";
const caches = `${repository}/pipelines-config/caches`;
const downloads = `${repository}/downloads`;
const testReports = `${repository}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports`;
const report = `${repository}/commit/{commit}/reports/{reportId}`;
const schedules = `${repository}/pipelines_config/schedules`;

const ci = `${repository}/pipelines_config`;
const knownHosts = `${ci}/ssh/known_hosts`;
const identity = "/workspaces/{workspace}/pipelines-config/identity/oidc";

const readUser = ["read:user:bitbucket"];
const readRepository = ["read:repository:bitbucket"];
const writeRepository = ["write:repository:bitbucket"];
const readPipeline = ["read:pipeline:bitbucket"];
const readAndWritePipeline = ["read:pipeline:bitbucket", "write:pipeline:bitbucket"];
const writePipeline = ["write:pipeline:bitbucket"];
const adminPipeline = ["admin:pipeline:bitbucket"];

export const operations: readonly Operation[] = [
  get("/user", "account.read", readUser),
  get("/repositories/{workspace}", "repositories.read", readRepository),
  get(repository, "repositories.read", readRepository),
  get(`${repository}/pipelines`, "runs.read", readPipeline),
  get(`${repository}/pipelines/{pipeline_uuid}`, "runs.read", readPipeline),
  get(`${repository}/pipelines/{pipeline_uuid}/steps`, "runs.read", readPipeline),
  get(`${repository}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log`, "logs.read", readPipeline),
  get(`${repository}/pipelines/{pipeline_uuid}/steps/{step_uuid}/logs/{log_uuid}`, "container-logs.read", readPipeline),
  get(testReports, "tests.read", readPipeline),
  get(`${testReports}/test_cases`, "tests.read", readPipeline),
  get(`${testReports}/test_cases/{test_case_uuid}/test_case_reasons`, "tests.read", readPipeline),
  { method: "POST", path: `${repository}/pipelines`, ability: "runs.start", scopes: readAndWritePipeline },
  {
    method: "POST",
    path: `${repository}/pipelines/{pipeline_uuid}/stopPipeline`,
    ability: "runs.stop",
    scopes: writePipeline,
  },
  get(ci, "ci.read", ["admin:repository:bitbucket"]),
  { method: "PUT", path: ci, ability: "ci.write", scopes: ["admin:repository:bitbucket"] },
  { method: "PUT", path: `${ci}/build_number`, ability: "ci.write", scopes: adminPipeline },
  ...[repository, "/workspaces/{workspace}"].flatMap(runnerOperations),
  get(`${ci}/ssh/key_pair`, "ssh.read", readPipeline),
  { method: "PUT", path: `${ci}/ssh/key_pair`, ability: "ssh.write", scopes: adminPipeline },
  { method: "DELETE", path: `${ci}/ssh/key_pair`, ability: "ssh.write", scopes: adminPipeline },
  get(knownHosts, "ssh.read", readPipeline),
  { method: "POST", path: knownHosts, ability: "ssh.write", scopes: adminPipeline },
  { method: "PUT", path: `${knownHosts}/{known_host_uuid}`, ability: "ssh.write", scopes: adminPipeline },
  { method: "DELETE", path: `${knownHosts}/{known_host_uuid}`, ability: "ssh.write", scopes: adminPipeline },
  get(`${identity}/.well-known/openid-configuration`, "identity.read", []),
  get(`${identity}/keys.json`, "identity.read", []),
  ...[workspaceVariables, repositoryVariables, environmentVariables].flatMap(variableOperations),
  get(schedules, "schedules.read", readPipeline),
  get(`${schedules}/{schedule_uuid}/executions`, "schedules.read", readPipeline),
  { method: "POST", path: schedules, ability: "schedules.write", scopes: readAndWritePipeline },
  { method: "PUT", path: `${schedules}/{schedule_uuid}`, ability: "schedules.write", scopes: readAndWritePipeline },
  { method: "DELETE", path: `${schedules}/{schedule_uuid}`, ability: "schedules.write", scopes: writePipeline },
  {
    method: "POST",
    path: `${repository}/commit/{commit}/statuses/build`,
    ability: "statuses.write",
    scopes: readRepository,
  },
  get(caches, "caches.read", readPipeline),
  { method: "DELETE", path: caches, ability: "caches.write", scopes: writePipeline },
  { method: "DELETE", path: `${caches}/{cache_uuid}`, ability: "caches.write", scopes: writePipeline },
  get(`${caches}/{cache_uuid}/content-uri`, "cache-contents.read", readPipeline),
  get(downloads, "downloads.read", readRepository),
  get(`${downloads}/{filename}`, "downloads.read", readRepository),
  { method: "POST", path: downloads, ability: "downloads.write", scopes: writeRepository },
  { method: "DELETE", path: `${downloads}/{filename}`, ability: "downloads.write", scopes: writeRepository },
  get(`${repository}/environments`, "environments.read", readPipeline),
  { method: "POST", path: `${repository}/environments`, ability: "environments.write", scopes: adminPipeline },
  {
    method: "DELETE",
    path: `${repository}/environments/{environment_uuid}`,
    ability: "environments.write",
    scopes: adminPipeline,
  },
  {
    method: "POST",
    path: `${repository}/environments/{environment_uuid}/changes`,
    ability: "environments.rename",
    scopes: adminPipeline,
  },
  get(`${repository}/deployments`, "deployments.read", readPipeline),
  get(`${repository}/commit/{commit}/statuses`, "builds.read", readRepository),
  get(`${repository}/commit/{commit}/statuses/build/{key}`, "builds.read", readRepository),
  get(`${repository}/pullrequests/{pull_request_id}/statuses`, "pull-request-builds.read", [
    "read:pullrequest:bitbucket",
  ]),
  get(`${repository}/refs/branches/{name}`, "files.read", readRepository),
  get(`${repository}/src/{commit}/{path}`, "files.read", readRepository),
  { method: "POST", path: `${repository}/src`, ability: "files.write", scopes: writeRepository },
  {
    method: "POST",
    path: `${repository}/pullrequests`,
    ability: "pull-requests.open",
    scopes: ["read:pullrequest:bitbucket", "write:pullrequest:bitbucket"],
  },
  get(`${repository}/permissions-config/users`, "permissions.read", readRepository),
  get(`${repository}/permissions-config/groups`, "permissions.read", readRepository),
  get("/workspaces/{workspace}/permissions", "permissions.read", ["read:workspace:bitbucket"]),
  ...[repository, "/workspaces/{workspace}"].flatMap(webhookOperations),
  // Open to everybody, with a token and without.
  get("/hook_events/{subject_type}", "webhooks.write", []),
  get(`${repository}/commit/{commit}/reports`, "reports.read", readRepository),
  get(report, "reports.read", readRepository),
  get(`${report}/annotations`, "reports.read", readRepository),
  { method: "PUT", path: report, ability: "insights.write", scopes: readRepository },
  { method: "DELETE", path: report, ability: "insights.write", scopes: readRepository },
  { method: "POST", path: `${report}/annotations`, ability: "insights.write", scopes: readRepository },
];

/** Of reading what stands there, as the specification writes its address. */
export function scopesOfPath(path: string): readonly string[] {
  return operations.find((one) => one.method === "GET" && one.path === path)?.scopes ?? [];
}

function get(path: string, ability: Ability, scopes: readonly string[]): Operation {
  return { method: "GET", path, ability, scopes };
}

function variableOperations(path: string): readonly Operation[] {
  const one = `${path}/{variable_uuid}`;
  return [
    get(path, "variables.read", readPipeline),
    { method: "POST", path, ability: "variables.write", scopes: adminPipeline },
    { method: "PUT", path: one, ability: "variables.write", scopes: adminPipeline },
    { method: "DELETE", path: one, ability: "variables.write", scopes: adminPipeline },
  ];
}

function runnerOperations(of: string): readonly Operation[] {
  const [read, write] = ["read:runner:bitbucket", "write:runner:bitbucket"];
  const path = `${of}/pipelines-config/runners`;
  const one = `${path}/{runner_uuid}`;
  return [
    get(path, "runners.read", [read]),
    { method: "POST", path, ability: "runners.write", scopes: [write, read] },
    get(one, "runners.write", [read]),
    { method: "PUT", path: one, ability: "runners.write", scopes: [read, write] },
    { method: "DELETE", path: one, ability: "runners.write", scopes: [write] },
  ];
}

function webhookOperations(of: string): readonly Operation[] {
  const read = "read:webhook:bitbucket";
  return [
    get(`${of}/hooks`, "webhooks.read", [read]),
    { method: "POST", path: `${of}/hooks`, ability: "webhooks.write", scopes: [read, "write:webhook:bitbucket"] },
    { method: "PUT", path: `${of}/hooks/{uid}`, ability: "webhooks.write", scopes: [read, "write:webhook:bitbucket"] },
    { method: "DELETE", path: `${of}/hooks/{uid}`, ability: "webhooks.write", scopes: ["delete:webhook:bitbucket"] },
  ];
}
