import { outcomes } from "@headrace/execution";
import { z } from "zod";
import { forgeKind } from "../connections/connection.ts";
import { settingName, settingValue } from "../secrets/fields.ts";
import { id, time } from "../values/fields.ts";
import { phases } from "./phase.ts";

export const actor = z.object({
  kind: z.enum(["user", "token", "schedule", "webhook", "pipeline", "system"]),
  id: z.string(),
  name: z.string(),
  userId: z.string().optional(),
});

const outcome = z.enum(["success", "failed", "timedOut", "cancelled", "unknown"]);
export const executionOutcome = outcome;
export const executionState = z.enum(["queued", "running", "ended"]);

/** An execution as lists show it. */
export const execution = z.object({
  id,
  number: z.number().int().describe("Counts the executions of its pipeline from 1"),
  pipeline: z.object({ id: id.optional(), name: z.string(), version: z.number().int().optional() }),
  repositoryId: id,
  state: executionState,
  phase: z.enum(phases).describe("How far it has come, by the categories of the stages that have begun"),
  outcome: outcome.optional(),
  awaitsApproval: z.boolean().describe("One of its stages waits for a person's consent"),
  awaitsDeployer: z
    .boolean()
    .describe("One of its deployments was interrupted, and waits until somebody who may deploy lets it go on"),
  exitCode: z.number().int().optional(),
  event: z.string().describe("What started it: push, pull_request, tag, schedule, manual or pipeline"),
  branch: z.string(),
  commit: z.string(),
  trust: z.enum(["own", "pullRequest", "fork"]),
  triggeredBy: actor,
  cancelledBy: actor.optional(),
  cancelReason: z.string().optional().describe("requested, superseded, timedOut or failFast"),
  message: z.string().optional().describe("Why it was ended without having been started"),
  rerunOf: id.optional(),
  upstream: id.optional().describe("The execution whose end started it"),
  remote: z
    .object({
      host: forgeKind,
      run: z.string().describe("As the host calls it"),
      url: z.string().describe("Its page there"),
      state: z.string().describe("In the host's own word"),
    })
    .optional()
    .describe("Of one that ran on a host of code, and was only watched from here"),
  rollback: z
    .object({
      environment: z.string(),
      environmentId: id,
      deploymentId: id.describe("The deployment that it brings back"),
      executionId: id.describe("And that one's execution"),
      reason: z.string(),
    })
    .optional()
    .describe("Of one that brings back an earlier deployment"),
  rolledBack: z.boolean().describe("What it deployed was taken back: by its own steps, or by a later execution"),
  rollbackReason: z.string().optional(),
  rollbackComplete: z.boolean().optional().describe("False where the rollback steps failed themselves"),
  rolledBackBy: id.optional().describe("The execution that brought back an earlier deployment in its place"),
  previousExecutionId: id.optional().describe("Whose deployment stands again after the rollback"),
  detail: z.record(z.string(), z.unknown()).optional().describe("Of what started it: a delivery, a schedule"),
  createdAt: time,
  startedAt: time.optional(),
  finishedAt: time.optional(),
  durationMs: z.number().optional(),
  lastSeq: z.number().int().describe("Of its last event"),
});
export type Execution = z.input<typeof execution>;

export const stageExecution = z.object({
  stage: z.string(),
  name: z.string(),
  category: z.string(),
  group: z.string().optional(),
  needs: z.array(z.string()),
  instance: z.string().describe("The stage, or of a matrix its name with the values"),
  matrix: z.record(z.string(), z.unknown()).optional(),
  status: z.enum(["pending", "queued", "waiting", "running", "cancelling", "retrying", "finished"]),
  attempt: z.number().int().describe("That runs or ran last; 0 before the first"),
  outcome: z.enum(outcomes).optional(),
  exitCode: z.number().int().optional(),
  allowed: z.boolean().describe("Its failure counts as success for what needs it"),
  reused: z.boolean(),
  environment: z.string().optional(),
  message: z.string().optional(),
  queuedAt: time.optional(),
  startedAt: time.optional(),
  finishedAt: time.optional(),
  durationMs: z.number().optional().describe("Of the last attempt"),
  ranMs: z
    .number()
    .optional()
    .describe("Of all attempts that ended, together: what counts against the month's minutes"),
});
export type StageExecution = z.input<typeof stageExecution>;

/** An execution on its own page. */
export const executionWithStages = execution.extend({
  stages: z.array(stageExecution).describe("In the order of the definition"),
  parameters: z.record(z.string(), z.unknown()).describe("Without those of type secret"),
  definition: z.object({ path: z.string(), digest: z.string().describe("SHA-256 of its canonical JSON") }),
});

/** As a program has them; what is no text is written as one. */
export const givenParameters = z
  .record(z.string().max(200), z.union([z.string().max(100_000), z.number(), z.boolean()]))
  .transform((given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])))
  .describe("By name, each of the type that the pipeline says");

/** Steps see them: each name is one that can be a variable's, so that none sets another. */
export const givenVariables = z.record(settingName, settingValue).describe("By name; they win over all others");

export const whyQueued = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["server-limit", "organization-limit"]), limit: z.number(), running: z.number() }),
  z.object({
    kind: z.literal("concurrency-group"),
    group: z.string(),
    limit: z.number(),
    waitsFor: z.array(id).readonly().describe("The executions of the group that run, or come before it"),
  }),
  z.object({
    kind: z.literal("stages"),
    waiting: z.array(z.object({ stage: z.string(), instance: z.string(), group: z.string().optional() })).readonly(),
  }),
  z.object({
    kind: z.literal("approvals"),
    waiting: z
      .array(z.object({ id: id.describe("The approval's"), stage: z.string(), instance: z.string() }))
      .readonly(),
  }),
  z.object({
    kind: z.literal("interrupted-deployments"),
    waiting: z.array(z.object({ stage: z.string(), instance: z.string() })).readonly(),
  }),
  z.object({
    kind: z.literal("host"),
    state: z.string().describe("In the host's own word"),
    turns: z
      .array(z.object({ group: z.string(), position: z.number().int(), stage: z.string().optional() }))
      .readonly()
      .describe("Concurrency groups of the host in which it waits, and the number of its turn"),
    reviews: z
      .array(z.object({ environment: z.string(), reviewers: z.array(z.string()).readonly() }))
      .readonly()
      .describe("Environments that wait for somebody's consent there"),
  }),
  z.object({ kind: z.enum(["starting", "another-server"]) }),
]);

export const executionExample: Execution = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
  number: 12,
  pipeline: { id: "01a1fc42-b97f-7bef-9713-0b6621de95a9", name: "web-app", version: 3 },
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  state: "ended",
  phase: "SUCCESS",
  outcome: "success",
  awaitsApproval: false,
  awaitsDeployer: false,
  exitCode: 0,
  event: "push",
  branch: "main",
  commit: "8c1f2d3e4b5a69788796a5b4c3d2e1f001122334",
  trust: "own",
  rolledBack: false,
  triggeredBy: { kind: "webhook", id: "01a1fc42-b97f-7bef-9713-0b6621de95c2", name: "GitHub" },
  createdAt: "2026-11-21T09:30:00.000Z",
  startedAt: "2026-11-21T09:30:00.120Z",
  finishedAt: "2026-11-21T09:31:10.480Z",
  durationMs: 70_360,
  lastSeq: 41,
};

export const stageExample: StageExecution = {
  stage: "build",
  name: "Build",
  category: "build",
  needs: [],
  instance: "build",
  status: "finished",
  attempt: 1,
  outcome: "success",
  exitCode: 0,
  allowed: false,
  reused: false,
  queuedAt: "2026-11-21T09:30:00.120Z",
  startedAt: "2026-11-21T09:30:00.125Z",
  finishedAt: "2026-11-21T09:31:10.470Z",
  durationMs: 70_345,
};
