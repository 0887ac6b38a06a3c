import type { ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";
import type { EnvironmentRow } from "./environment.ts";

export function selectEnvironments(tables: ServerTables) {
  return tables
    .selectFrom("environments")
    .leftJoin("deployments", "deployments.id", "environments.current_deployment_id")
    .selectAll("environments")
    .select([
      "deployments.version as current_version",
      "deployments.commit_id as current_commit",
      "deployments.url as current_url",
    ]);
}

/** Throws `not-found`. */
export async function readEnvironment(tables: ServerTables, id: string): Promise<EnvironmentRow> {
  const row = await selectEnvironments(tables).where("environments.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("environment", id);
  return row;
}
