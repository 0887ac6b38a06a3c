import type { Ability } from "../ports/index.ts";

/** Everything that is asked of Bitbucket Data Center, as its specification writes it, with the permission that it needs. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly ability: Ability;
  readonly permissions: readonly string[];
}

const read = ["Repository read"];
const write = ["Repository write"];
const inRepository = "/projects/{projectKey}/repos/{repositorySlug}";
const inCommit = `/api/latest${inRepository}/commits/{commitId}`;
const admin = ["Repository admin"];
const required = `/required-builds/latest${inRepository}`;
const webhooks = `/api/latest${inRepository}/webhooks`;
const reports = `/insights/latest${inRepository}/commits/{commitId}/reports`;
const report = `${reports}/{key}`;

export const operations: readonly Operation[] = [
  get("/api/latest/application-properties", "account.read", []),
  get("/api/latest/profile/recent/repos", "account.read", []),
  get("/api/latest/repos", "repositories.read", read),
  get("/api/latest/projects/{projectKey}/repos/{repositorySlug}", "repositories.read", read),
  get("/api/latest/projects/{projectKey}/repos/{repositorySlug}/default-branch", "repositories.read", read),
  get("/api/latest/build/capabilities", "account.read", []),
  get("/api/latest/deployment/capabilities", "account.read", []),
  { method: "POST", path: `${inCommit}/builds`, ability: "statuses.write", permissions: read },
  { method: "POST", path: "/build-status/latest/commits/{commitId}", ability: "statuses.write", permissions: read },
  get(reports, "reports.read", read),
  get(report, "reports.read", read),
  get(`${report}/annotations`, "reports.read", read),
  { method: "PUT", path: report, ability: "insights.write", permissions: read },
  { method: "DELETE", path: `${report}/annotations`, ability: "insights.write", permissions: read },
  { method: "POST", path: `${report}/annotations`, ability: "insights.write", permissions: read },
  { method: "POST", path: `${inCommit}/deployments`, ability: "deployments.write", permissions: read },
  get(inCommit, "builds.read", read),
  get("/build-status/latest/commits/{commitId}", "builds.read", read),
  get(`${inCommit}/builds`, "builds.read", read),
  get(`/api/latest${inRepository}/pull-requests/{pullRequestId}`, "pull-request-builds.read", read),
  get(`${required}/conditions`, "required-builds.read", read),
  { method: "POST", path: `${required}/condition`, ability: "required-builds.write", permissions: admin },
  { method: "DELETE", path: `${required}/condition/{id}`, ability: "required-builds.write", permissions: admin },
  get(`/api/latest${inRepository}/branches`, "files.read", read),
  get(`/api/latest${inRepository}/raw/{path}`, "files.read", read),
  { method: "PUT", path: `/api/latest${inRepository}/browse/{path}`, ability: "files.write", permissions: write },
  {
    method: "POST",
    path: `/api/latest${inRepository}/pull-requests`,
    ability: "pull-requests.open",
    permissions: read,
  },
  ...["users", "groups"].flatMap((who) => [
    get(`/api/latest${inRepository}/permissions/${who}`, "permissions.read", admin),
    get(`/api/latest/projects/{projectKey}/permissions/${who}`, "permissions.read", ["Project admin"]),
  ]),
  get(webhooks, "webhooks.read", admin),
  { method: "POST", path: webhooks, ability: "webhooks.write", permissions: admin },
  { method: "PUT", path: `${webhooks}/{webhookId}`, ability: "webhooks.write", permissions: admin },
  { method: "DELETE", path: `${webhooks}/{webhookId}`, ability: "webhooks.write", permissions: admin },
  { method: "POST", path: `${webhooks}/test`, ability: "webhooks.write", permissions: admin },
];

function get(path: string, ability: Ability, permissions: readonly string[]): Operation {
  return { method: "GET", path, ability, permissions };
}
