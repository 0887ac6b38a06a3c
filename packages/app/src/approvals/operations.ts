import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { notSignedIn } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import {
  type Approval,
  type ApprovalFacts,
  approval,
  approvalExample,
  approvalOf,
  approvalStates,
  factsOf,
} from "./approval.ts";
import { createStandings } from "./create-standings.ts";
import { namesOfDeciders, readApproval, selectApprovals } from "./read-approvals.ts";

/** Rows looked at, at most, to fill a page of those that wait for one person. */
const mostLookedAt = 1000;

const listApprovals = defineOperation({
  name: "approvals.list",
  summary: "List approvals, newest first: those that wait, or that wait for you",
  input: z.strictObject({
    ...pageInput,
    state: z.enum([...approvalStates, "all"]).default("waiting"),
    mine: z.boolean().default(false).describe("Only those that wait and that you may decide"),
    execution: id.optional(),
    repository: id.optional(),
    ...searchInput("the name of the pipeline, the stage or the branch"),
  }),
  output: pageOf(approval),
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/approvals" },
  example: { input: { limit: 50, mine: true }, output: { items: [approvalExample] } },
  handle: async (context, { limit, cursor, state, mine, execution, repository, search }) => {
    const { app, scope, principal } = context;
    let select = selectApprovals(app.tables)
      .where("approvals.organization_id", "=", scope.organizationId)
      .where(visibleTo(principal, ["approvals.repository_id", "approvals.pipeline_id"]))
      .orderBy("approvals.requested_at", "desc")
      .orderBy("approvals.id", "desc");
    const wanted = mine ? "waiting" : state;
    if (wanted !== "all") select = select.where("approvals.state", "=", wanted);
    if (execution !== undefined) select = select.where("approvals.execution_id", "=", execution);
    if (repository !== undefined) select = select.where("approvals.repository_id", "=", repository);
    if (search !== undefined) {
      select = select.where(contains(["executions.pipeline", "approvals.instance", "executions.branch"], search));
    }
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple("approvals.requested_at", "approvals.id"), "<", tuple(at, after)),
      );
    }
    const rows = await select.limit(mine ? mostLookedAt : limit + 1).execute();
    const found: { readonly facts: ApprovalFacts; readonly shown: Approval }[] = [];
    const all = rows.map(factsOf);
    const names = await namesOfDeciders(app.tables, all);
    const standingOf = createStandings(app, principal);
    for (const facts of all) {
      const { whyNotReject } = await standingOf(facts);
      if (mine && whyNotReject !== null) continue;
      found.push({ facts, shown: approvalOf(facts, { whyNot: whyNotReject, names }) });
      if (found.length > limit) break;
    }
    return pageFrom(found, limit, {
      item: ({ shown }) => shown,
      position: ({ facts: { row } }) => ({ at: row.requested_at, id: row.id }),
    });
  },
});

const getApproval = defineOperation({
  name: "approvals.get",
  summary: "Read an approval: for what it is, who is asked, and who has decided what",
  input: z.strictObject({ approval: id }),
  output: approval,
  access: { kind: "target", permission: "execution.read", target: "approval", from: "approval" },
  effect: "read",
  http: { method: "GET", path: "/approvals/{approval}" },
  example: { input: { approval: approvalExample.id }, output: approvalExample },
  handle: async (context, input) => await shown(context, await readApproval(context.app.tables, input.approval)),
});

const decisionInput = {
  approval: id,
  comment: z.string().max(5000).optional().describe("Kept with the decision, and shown"),
  commit: z.string().max(100).optional().describe("The commit that was looked at; refused for another one"),
  digest: z.string().max(100).optional().describe("The definition that was looked at; refused for another one"),
};

const decided: Approval = {
  ...approvalExample,
  state: "approved",
  mine: false,
  decisions: [{ by: "bo@example.org", name: "Bo Lind", decision: "approve", at: "2026-11-21T10:00:00.000Z" }],
  settledAt: "2026-11-21T10:00:00.000Z",
};

const approve = defineOperation({
  name: "approvals.approve",
  summary: "Consent to what waits for an approval",
  description:
    "Each person once. The stage goes on once as many as were asked for have consented, for the stage and for its environment.",
  input: z.strictObject(decisionInput),
  output: approval,
  access: { kind: "target", permission: "approval.decide", target: "approval", from: "approval" },
  effect: "write",
  http: { method: "POST", path: "/approvals/{approval}/approve" },
  example: { input: { approval: approvalExample.id, comment: "The notes are complete." }, output: decided },
  handle: async (context, input) => await decide(context, input, "approve"),
});

const reject = defineOperation({
  name: "approvals.reject",
  summary: "Refuse what waits for an approval; one is enough",
  input: z.strictObject(decisionInput),
  output: approval,
  access: { kind: "target", permission: "approval.decide", target: "approval", from: "approval" },
  effect: "write",
  http: { method: "POST", path: "/approvals/{approval}/reject" },
  example: {
    input: { approval: approvalExample.id, comment: "The notes lack the migration." },
    output: { ...decided, state: "rejected" },
  },
  handle: async (context, input) => await decide(context, input, "reject"),
});

export const approvalOperations = [listApprovals, getApproval, approve, reject] as const;

interface DecisionInput {
  readonly approval: string;
  readonly comment?: string | undefined;
  readonly commit?: string | undefined;
  readonly digest?: string | undefined;
}

async function decide(
  context: OperationContext,
  { approval: approvalId, ...word }: DecisionInput,
  decision: "approve" | "reject",
): Promise<Approval> {
  const { app, principal } = context;
  if (principal === null) throw notSignedIn();
  return await shown(context, await app.approvals.decide(principal, approvalId, { ...word, decision }));
}

async function shown({ app, principal }: OperationContext, facts: ApprovalFacts): Promise<Approval> {
  const [{ whyNotReject }, names] = await Promise.all([
    createStandings(app, principal)(facts),
    namesOfDeciders(app.tables, [facts]),
  ]);
  return approvalOf(facts, { whyNot: whyNotReject, names });
}
