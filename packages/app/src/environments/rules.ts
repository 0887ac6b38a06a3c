import { globProblem } from "@headrace/pipeline";
import { z } from "zod";
import { namedPeople } from "../access/named-people.ts";

const patterns = z
  .array(
    z
      .string()
      .min(1)
      .max(255)
      .refine((text) => globProblem(text) === null, "not a pattern"),
  )
  .max(100);

/** As a stage's `approvers` names people too. */
export const approver = z
  .string()
  .min(1)
  .max(255)
  .describe("An email address, `role:maintainer`, `team:NAME`, or a name alone, which is a role's or a team's");

/** Milliseconds in a day. */
const day = 86_400_000;

/** What holds for every stage that deploys to an environment. */
export const environmentRules = z.strictObject({
  deployers: namedPeople({ automatic: false })
    .optional()
    .describe("Who may deploy; without it whoever may create deployments, and what starts by itself"),
  branches: patterns.default([]).describe("Patterns of the only branches that are deployed; all when empty"),
  tags: patterns.default([]).describe("Patterns of tags that are deployed too; with them or branches, nothing else is"),
  approval: z
    .strictObject({
      approvers: z.array(approver).max(100).default([]).describe("Empty for whoever may decide approvals"),
      minimum: z.number().int().min(1).max(20).default(1),
      preventSelfApproval: z.boolean().default(false),
      timeoutMs: z
        .number()
        .int()
        .min(1000)
        .max(365 * day)
        .optional()
        .describe("After that it counts as refused"),
    })
    .optional()
    .describe("Asked for beside what the stage itself asks for"),
  waitMs: z
    .number()
    .int()
    .min(0)
    .max(30 * day)
    .default(0)
    .describe("Milliseconds that a deployment waits before it starts; it can be cancelled meanwhile"),
  oneAtATime: z.boolean().default(false).describe("A deployment waits until the one before it has ended"),
});

export type EnvironmentRules = z.output<typeof environmentRules>;

/** As they are stored. Rules that cannot be read are a fault and never no rules. */
export function environmentRulesOf(text: string): EnvironmentRules {
  return environmentRules.parse(JSON.parse(text));
}
