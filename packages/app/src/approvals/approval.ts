import type { ApprovalsTable } from "@headrace/store/server";
import { z } from "zod";
import { actor } from "../executions/execution.ts";
import { id, time, timeOf } from "../values/fields.ts";

const part = z.object({
  from: z.enum(["stage", "environment"]).describe("Whose rule it is"),
  approvers: z.array(z.string()).describe("Empty for whoever may decide approvals here"),
  minimum: z.number().int(),
});
export type ApprovalPart = z.output<typeof part>;

/** What was asked, as it is stored. */
export const storedApproval = z.object({
  commit: z.string(),
  digest: z.string(),
  preventSelfApproval: z.boolean(),
  parts: z.array(part),
  instructions: z.string().optional(),
  environment: z.string().optional(),
  matrix: z.record(z.string(), z.unknown()).optional(),
});
export type StoredApproval = z.output<typeof storedApproval>;

export const storedDecision = z.object({
  by: z.string(),
  decision: z.enum(["approve", "reject"]),
  comment: z.string().optional(),
  at: z.number(),
});
export type StoredDecision = z.output<typeof storedDecision>;

export const storedDecisions = z.array(storedDecision);
export type StoredDecisions = z.output<typeof storedDecisions>;

export const approvalStates = ["waiting", "approved", "rejected", "expired", "cancelled"] as const;
const state = z.enum(approvalStates);

export const approval = z.object({
  id,
  executionId: id,
  repositoryId: id,
  pipelineId: id.optional(),
  pipeline: z.object({ name: z.string(), number: z.number().int() }).describe("Whose execution it is, and which one"),
  stage: z.string(),
  instance: z.string(),
  matrix: z.record(z.string(), z.unknown()).optional(),
  environment: z.string().optional().describe("To which the stage deploys"),
  state,
  commit: z.string().describe("The consent is for this commit"),
  digest: z.string().describe("And for this definition: SHA-256 of its canonical JSON"),
  branch: z.string(),
  triggeredBy: actor,
  instructions: z.string().optional(),
  preventSelfApproval: z.boolean(),
  minimum: z.number().int().describe("How many people must approve; one who rejects is enough to reject"),
  parts: z.array(part).describe("Whom the stage asks, and whom its environment; an approval counts for one of them"),
  decisions: z.array(
    z.object({
      by: z.string().describe("The person's email address"),
      name: z.string().optional(),
      decision: z.enum(["approve", "reject"]),
      comment: z.string().optional(),
      at: time,
    }),
  ),
  mine: z.boolean().describe("It waits for you, among others"),
  whyNotMine: z.string().optional().describe("Why you cannot decide it, where it waits"),
  requestedAt: time,
  expiresAt: time.optional(),
  settledAt: time.optional(),
});
export type Approval = z.input<typeof approval>;

/** A row with what is known of its execution. */
export interface ApprovalRow extends ApprovalsTable {
  readonly triggered_by: string | null;
  /** Of the execution's link. */
  readonly link_detail: string;
  readonly pipeline_name: string;
  readonly number: number;
  readonly branch: string;
}

export interface ApprovalFacts {
  readonly row: ApprovalRow;
  readonly request: StoredApproval;
  readonly decisions: StoredDecisions;
}

export function factsOf(row: ApprovalRow): ApprovalFacts {
  return {
    row,
    request: storedApproval.parse(JSON.parse(row.request)),
    decisions: storedDecisions.parse(JSON.parse(row.decisions)),
  };
}

export interface Beholder {
  /** Null where the asker may decide. */
  readonly whyNot: string | null;
  /** Names by email address. */
  readonly names: ReadonlyMap<string, string>;
}

const nobody = { kind: "system", id: "", name: "Headrace" } as const;

export function approvalOf({ row, request, decisions }: ApprovalFacts, { whyNot, names }: Beholder): Approval {
  const waits = row.state === "waiting";
  const { instructions, environment, matrix } = request;
  return {
    id: row.id,
    executionId: row.execution_id,
    repositoryId: row.repository_id,
    ...(row.pipeline_id === null ? {} : { pipelineId: row.pipeline_id }),
    pipeline: { name: row.pipeline_name, number: row.number },
    stage: row.stage,
    instance: row.instance,
    ...(matrix === undefined ? {} : { matrix }),
    ...(environment === undefined ? {} : { environment }),
    state: state.parse(row.state),
    commit: request.commit,
    digest: request.digest,
    branch: row.branch,
    triggeredBy: row.triggered_by === null ? nobody : actor.parse(JSON.parse(row.triggered_by)),
    ...(instructions === undefined ? {} : { instructions }),
    preventSelfApproval: request.preventSelfApproval,
    minimum: request.parts.reduce((sum, { minimum }) => sum + minimum, 0),
    parts: request.parts,
    decisions: decisions.map(({ by, decision, comment, at }) => {
      const name = names.get(by);
      return {
        by,
        ...(name === undefined ? {} : { name }),
        decision,
        ...(comment === undefined ? {} : { comment }),
        at: timeOf(at),
      };
    }),
    mine: waits && whyNot === null,
    ...(waits && whyNot !== null ? { whyNotMine: whyNot } : {}),
    requestedAt: timeOf(row.requested_at),
    ...(row.expires_at === null ? {} : { expiresAt: timeOf(row.expires_at) }),
    ...(row.settled_at === null ? {} : { settledAt: timeOf(row.settled_at) }),
  };
}

export const approvalExample: Approval = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95d5",
  executionId: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
  repositoryId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  pipelineId: "01a1fc42-b97f-7bef-9713-0b6621de95a9",
  pipeline: { name: "web-app", number: 12 },
  stage: "deploy",
  instance: "deploy",
  environment: "production",
  state: "waiting",
  commit: "8c1f2d3e4b5a69788796a5b4c3d2e1f001122334",
  digest: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
  branch: "main",
  triggeredBy: { kind: "user", id: "7Jq2mVbX0dNc5RtY", name: "Ada Bell" },
  instructions: "Check the release notes",
  preventSelfApproval: true,
  minimum: 1,
  parts: [{ from: "stage", approvers: ["role:maintainer", "team:operations"], minimum: 1 }],
  decisions: [],
  mine: true,
  requestedAt: "2026-11-21T09:30:00.000Z",
  expiresAt: "2026-11-22T09:30:00.000Z",
};
