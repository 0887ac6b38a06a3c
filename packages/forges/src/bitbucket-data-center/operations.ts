import type { Ability } from "../ports/index.ts";

/** Everything that is asked of Bitbucket Data Center, as its specification writes it, with the permission that it needs. */
export interface Operation {
  readonly method: "GET";
  readonly path: string;
  readonly ability: Ability;
  readonly permissions: readonly string[];
}

const read = ["Repository read"];

export const operations: readonly Operation[] = [
  get("/api/latest/application-properties", "account.read", []),
  get("/api/latest/profile/recent/repos", "account.read", []),
  get("/api/latest/repos", "repositories.read", read),
  get("/api/latest/projects/{projectKey}/repos/{repositorySlug}", "repositories.read", read),
  get("/api/latest/projects/{projectKey}/repos/{repositorySlug}/default-branch", "repositories.read", read),
];

function get(path: string, ability: Ability, permissions: readonly string[]): Operation {
  return { method: "GET", path, ability, permissions };
}
