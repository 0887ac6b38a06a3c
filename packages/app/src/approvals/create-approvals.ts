import type { Principal } from "../access/principal.ts";
import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import type { ApprovalFacts } from "./approval.ts";
import { createStandings } from "./create-standings.ts";
import { readApproval } from "./read-approvals.ts";

export interface Approvals {
  /**
   * Takes a person's word and gives the approval as it is then. Throws `not-waiting`, `already-ended`, `conflict` for a
   * second word of one person, `forbidden` for who is not asked, `not-found`.
   */
  decide(principal: Principal, approvalId: string, word: Word): Promise<ApprovalFacts>;
}

export interface Word {
  readonly decision: "approve" | "reject";
  readonly comment?: string | undefined;
  /** Where the asker says what he has looked at: it is refused for anything else. */
  readonly commit?: string | undefined;
  readonly digest?: string | undefined;
}

export function createApprovals(app: Pick<App, "tables" | "clock" | "runs" | "projections">): Approvals {
  // Who may still approve depends on who has: one after the other, of each execution.
  const lines = new Map<string, Promise<unknown>>();

  function inTurn<Result>(executionId: string, work: () => Promise<Result>): Promise<Result> {
    const done = (lines.get(executionId) ?? Promise.resolve()).then(work);
    const line = done
      .catch(() => {})
      .finally(() => {
        if (lines.get(executionId) === line) lines.delete(executionId);
      });
    lines.set(executionId, line);
    return done;
  }

  async function decide(principal: Principal, approvalId: string, word: Word): Promise<ApprovalFacts> {
    const { decision, comment } = word;
    const facts = await readApproval(app.tables, approvalId);
    const { row, request } = facts;
    refuseOther(request, word);
    const { person, whyNotApprove, whyNotReject } = await createStandings(app, principal)(facts);
    if (row.state !== "waiting") throw notWaiting(facts);
    if (person !== undefined && facts.decisions.some(({ by }) => by === person.email)) throw decidedAlready();
    const whyNot = decision === "approve" ? whyNotApprove : whyNotReject;
    if (person === undefined || whyNot !== null) {
      throw new Problem("forbidden", `you cannot ${decision} this: ${whyNot ?? "only people decide"}`, {
        mend: "ask one of those who are named in its `parts`",
      });
    }
    await app.runs.decideApproval(row.execution_id, {
      stage: row.stage,
      instance: row.instance,
      by: person.email,
      decision,
      ...(comment === undefined ? {} : { comment }),
    });
    await app.projections.settled(row.execution_id);
    return await readApproval(app.tables, approvalId);
  }

  return {
    decide: async (principal, approvalId, word) => {
      const { row } = await readApproval(app.tables, approvalId);
      return await inTurn(row.execution_id, async () => {
        await app.projections.settled(row.execution_id);
        return await decide(principal, approvalId, word);
      });
    },
  };
}

function refuseOther(request: ApprovalFacts["request"], { commit, digest }: Word): void {
  if ((commit ?? request.commit) === request.commit && (digest ?? request.digest) === request.digest) return;
  throw new Problem("conflict", "what is to be approved is another commit or definition than you looked at", {
    mend: "read the approval again",
    detail: { commit: request.commit, digest: request.digest },
  });
}

function notWaiting({ row }: ApprovalFacts): Problem {
  return new Problem("not-waiting", `the approval of "${row.instance}" is ${row.state} already`, {
    mend: "look at the execution again",
  });
}

function decidedAlready(): Problem {
  return new Problem("conflict", "you have decided about this already", { mend: "somebody else has to decide" });
}
