import { z } from "zod";
import { actor } from "../executions/execution.ts";
import { id, time, timeOf } from "../values/fields.ts";
import type { DeploymentRow } from "./read-deployments.ts";

const outcome = z.enum([
  "success",
  "failed",
  "timedOut",
  "outOfMemory",
  "infrastructure",
  "cancelled",
  "rejected",
  "skipped",
]);

export const deployment = z.object({
  id,
  environment: z.object({ id, name: z.string() }),
  executionId: id,
  pipeline: z
    .object({ id: id.optional(), name: z.string(), number: z.number().int() })
    .optional()
    .describe("Absent where the execution is not kept any more"),
  stage: z.string(),
  instance: z.string(),
  attempt: z.number().int(),
  branch: z.string().optional(),
  commit: z.string(),
  version: z.string().optional().describe("The `version` output of the stage"),
  url: z.string().optional(),
  outcome: outcome.optional().describe("Absent while it is being deployed"),
  current: z.boolean().describe("It is what stands in the environment now"),
  rolledBack: z.boolean().describe("It was taken back: by its own steps, or by a later one that brought back another"),
  rollbackReason: z.string().optional(),
  rolledBackBy: id.optional().describe("The deployment that brought back another in its place"),
  rollbackTo: id.optional().describe("The deployment that this one brings back"),
  previousId: id.optional().describe("The one that stood before"),
  triggeredBy: actor,
  startedAt: time,
  finishedAt: time.optional(),
});
export type Deployment = z.input<typeof deployment>;

const nobody = { kind: "system", id: "", name: "Headrace" } as const;
const stored = deployment.pick({ outcome: true });

export function deploymentOf(row: DeploymentRow): Deployment {
  const reason = row.rolled_back_for ?? row.rollback_reason;
  return {
    id: row.id,
    environment: { id: row.environment_id, name: row.environment_name },
    executionId: row.execution_id,
    ...(row.pipeline_name === null || row.number === null
      ? {}
      : {
          pipeline: {
            ...(row.pipeline_id === null ? {} : { id: row.pipeline_id }),
            name: row.pipeline_name,
            number: row.number,
          },
        }),
    stage: row.stage,
    instance: row.instance,
    attempt: row.attempt,
    ...(row.branch === null ? {} : { branch: row.branch }),
    commit: row.commit_id,
    ...(row.version === null ? {} : { version: row.version }),
    ...(row.url === null ? {} : { url: row.url }),
    ...stored.parse({ outcome: row.outcome ?? undefined }),
    current: row.current_deployment_id === row.id,
    rolledBack: row.rolled_back === 1 || row.rolled_back_by !== null,
    ...(reason === null ? {} : { rollbackReason: reason }),
    ...(row.rolled_back_by === null ? {} : { rolledBackBy: row.rolled_back_by }),
    ...(row.rollback_to === null ? {} : { rollbackTo: row.rollback_to }),
    ...(row.previous_id === null ? {} : { previousId: row.previous_id }),
    triggeredBy: row.triggered_by === null ? nobody : actor.parse(JSON.parse(row.triggered_by)),
    startedAt: timeOf(row.started_at),
    ...(row.finished_at === null ? {} : { finishedAt: timeOf(row.finished_at) }),
  };
}

export const deploymentExample: Deployment = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95d7",
  environment: { id: "01a1fc42-b97f-7bef-9713-0b6621de95d1", name: "production" },
  executionId: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
  pipeline: { id: "01a1fc42-b97f-7bef-9713-0b6621de95a9", name: "web-app", number: 12 },
  stage: "deploy",
  instance: "deploy",
  attempt: 1,
  branch: "main",
  commit: "8c1f2d3e4b5a69788796a5b4c3d2e1f001122334",
  version: "1.4.0",
  url: "https://shop.example.org",
  outcome: "success",
  current: true,
  rolledBack: false,
  previousId: "01a1fc42-b97f-7bef-9713-0b6621de95d6",
  triggeredBy: { kind: "user", id: "7Jq2mVbX0dNc5RtY", name: "Ada Bell" },
  startedAt: "2026-11-21T09:30:00.120Z",
  finishedAt: "2026-11-21T09:31:10.480Z",
};
