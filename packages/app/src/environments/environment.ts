import type { EnvironmentsTable } from "@headrace/store/server";
import { z } from "zod";
import { id, time, timeOf } from "../values/fields.ts";
import { environmentRules, environmentRulesOf } from "./rules.ts";

/** What a stage can name as its environment. */
export const environmentName = z
  .string()
  .min(1)
  .max(100)
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9._/ -]*[A-Za-z0-9])?$/,
    "it takes letters, digits, and . _ - / or blanks between them",
  );

export const environment = z.object({
  id,
  repositoryId: id,
  name: z.string(),
  url: z.url().optional().describe("Where it can be seen; that of the current deployment where it said one"),
  rules: environmentRules,
  currentDeploymentId: id.optional().describe("The newest one that succeeded"),
  currentVersion: z.string().optional().describe("The `version` output of its stage"),
  currentCommit: z.string().optional(),
  createdAt: time,
  updatedAt: time,
});
export type Environment = z.input<typeof environment>;

/** With what is deployed there now. */
export interface EnvironmentRow extends EnvironmentsTable {
  readonly current_version: string | null;
  readonly current_commit: string | null;
  readonly current_url: string | null;
}

export function environmentOf(row: EnvironmentRow): Environment {
  const url = row.current_url ?? row.url;
  return {
    id: row.id,
    repositoryId: row.repository_id,
    name: row.name,
    ...(url === null ? {} : { url }),
    rules: environmentRulesOf(row.rules),
    ...(row.current_deployment_id === null ? {} : { currentDeploymentId: row.current_deployment_id }),
    ...(row.current_version === null ? {} : { currentVersion: row.current_version }),
    ...(row.current_commit === null ? {} : { currentCommit: row.current_commit }),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const environmentExample: Environment = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95d1",
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  name: "production",
  url: "https://shop.example.org",
  rules: {
    branches: ["main"],
    tags: ["v*"],
    approval: { approvers: ["role:maintainer"], minimum: 1, preventSelfApproval: true },
    waitMs: 0,
    oneAtATime: true,
  },
  currentDeploymentId: "01a1fc42-b97f-7bef-9713-0b6621de95d7",
  currentVersion: "1.4.0",
  currentCommit: "8c1f2d3e4b5a69788796a5b4c3d2e1f001122334",
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
};
