import { globProblem } from "@headrace/pipeline";
import type { RepositoriesTable } from "@headrace/store/server";
import { z } from "zod";
import { namedPeople } from "../access/named-people.ts";
import { branch, id, name, time, timeOf } from "../values/fields.ts";

/** Who may do what with which branches, and what executions of strangers' changes are given. */
export const repositoryRules = z.strictObject({
  protectedBranches: z
    .array(
      z
        .string()
        .min(1)
        .max(255)
        .refine((text) => globProblem(text) === null, "not a pattern"),
    )
    .max(100)
    .default([])
    .describe(
      "Patterns of branches whose pipelines get protected secrets, from maintainers or the repository's events",
    ),
  protectedRunners: namedPeople({ automatic: true })
    .optional()
    .describe("Who may run pipelines on protected branches at all; without it whoever may run pipelines"),
  secretsForForks: z.boolean().default(false).describe("Give secrets also to pull requests from forks"),
});

export const repository = z.object({
  id,
  name,
  description: z.string(),
  location: z.string().describe("The absolute path or the URL that it is cloned from"),
  defaultBranch: branch,
  connectionId: id.optional(),
  rules: repositoryRules,
  createdAt: time,
  updatedAt: time,
});

export type Repository = z.input<typeof repository>;

export function repositoryOf(row: RepositoriesTable): Repository {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    location: row.location,
    defaultBranch: row.default_branch,
    ...(row.connection_id === null ? {} : { connectionId: row.connection_id }),
    rules: repositoryRules.parse(JSON.parse(row.rules)),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const repositoryExample: Repository = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  name: "web-app",
  description: "The shop",
  location: "https://code.example.org/team/web-app.git",
  defaultBranch: "main",
  rules: { protectedBranches: ["main", "release/**"], secretsForForks: false },
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
};
