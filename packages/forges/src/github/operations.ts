import type { Ability } from "../ports/index.ts";

/** Everything that is asked of GitHub, as its specification writes it, with the permissions of a fine-grained token. */
export interface Operation {
  readonly method: "GET";
  readonly path: string;
  readonly ability: Ability;
  readonly permissions: readonly string[];
}

const actions = "/repos/{owner}/{repo}/actions";

export const operations: readonly Operation[] = [
  get("/user", "account.read", []),
  get("/search/repositories", "repositories.read", ["Metadata: read"]),
  get("/repos/{owner}/{repo}", "repositories.read", ["Metadata: read"]),
  get(`${actions}/runs`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}/jobs`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}/attempts/{attempt_number}`, "runs.read", ["Actions: read"]),
  get(`${actions}/runs/{run_id}/attempts/{attempt_number}/jobs`, "runs.read", ["Actions: read"]),
  get(`${actions}/jobs/{job_id}/logs`, "logs.read", ["Actions: read"]),
];

function get(path: string, ability: Ability, permissions: readonly string[]): Operation {
  return { method: "GET", path, ability, permissions };
}
