import type { Ability } from "../ports/index.ts";

/** Everything that is asked of Bitbucket Data Center, as its specification writes it, with the permission that it needs. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly ability: Ability;
  readonly permissions: readonly string[];
}

const read = ["Repository read"];
const inRepository = "/projects/{projectKey}/repos/{repositorySlug}";
const inCommit = `/api/latest${inRepository}/commits/{commitId}`;
const report = `/insights/latest${inRepository}/commits/{commitId}/reports/{key}`;

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
  { method: "PUT", path: report, ability: "insights.write", permissions: read },
  { method: "DELETE", path: `${report}/annotations`, ability: "insights.write", permissions: read },
  { method: "POST", path: `${report}/annotations`, ability: "insights.write", permissions: read },
  { method: "POST", path: `${inCommit}/deployments`, ability: "deployments.write", permissions: read },
];

function get(path: string, ability: Ability, permissions: readonly string[]): Operation {
  return { method: "GET", path, ability, permissions };
}
