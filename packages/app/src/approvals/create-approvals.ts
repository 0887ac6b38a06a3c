import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@headrace/engine";
import type { ServerTables } from "@headrace/store/server";
import type { Principal } from "../access/principal.ts";
import { Problem } from "../problems/problem.ts";
import type { Projections } from "../projections/create-projections.ts";
import type { ApprovalFacts, StoredDecision } from "./approval.ts";
import type { About, ApprovalWords } from "./approval-words.ts";
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

export interface CreateApprovalsOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly words: ApprovalWords;
  readonly projections: Pick<Projections, "settled">;
}

/** Milliseconds for which an answer waits until a server elsewhere, which runs the execution, has heard the word. */
const patience = 5_000;

export function createApprovals({ tables, clock, words, projections }: CreateApprovalsOptions): Approvals {
  async function read(approvalId: string, executionId: string): Promise<ApprovalFacts> {
    await projections.settled(executionId);
    const facts = await readApproval(tables, approvalId);
    return withWords(facts, await words.of(aboutOf(facts)));
  }

  /** The word, where this person may say it now. */
  async function judge(principal: Principal, facts: ApprovalFacts, word: Word): Promise<StoredDecision> {
    const { decision, comment } = word;
    refuseOther(facts.request, word);
    const { person, whyNotApprove, whyNotReject } = await createStandings({ tables, clock }, principal)(facts);
    if (isDecided(facts)) throw notWaiting(facts);
    if (person !== undefined && facts.decisions.some(({ by }) => by === person.email)) throw decidedAlready();
    const whyNot = decision === "approve" ? whyNotApprove : whyNotReject;
    if (person === undefined || whyNot !== null) {
      throw new Problem("forbidden", `you cannot ${decision} this: ${whyNot ?? "only people decide"}`, {
        mend: "ask one of those who are named in its `parts`",
      });
    }
    return { by: person.email, decision, ...(comment === undefined ? {} : { comment }), at: clock.now() };
  }

  /** The approval once the word stands in the execution; or, where nobody runs it now, with the word that is kept. */
  async function heard(facts: ApprovalFacts, { by }: StoredDecision): Promise<ApprovalFacts> {
    const { id, execution_id: executionId } = facts.row;
    const until = performance.now() + patience;
    for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
      await projections.settled(executionId);
      const now = await readApproval(tables, id);
      if (now.decisions.some((each) => each.by === by)) return now;
      // It ended while the word was on its way.
      if (now.row.state !== "waiting") throw notWaiting(now);
      if (performance.now() > until) return withWords(now, await words.of(aboutOf(now)));
      await sleep(pause);
    }
  }

  return {
    async decide(principal, approvalId, word) {
      const { row } = await readApproval(tables, approvalId);
      for (;;) {
        const facts = await read(approvalId, row.execution_id);
        const said = await judge(principal, facts, word);
        // Who may still approve depends on who has: where somebody came before, that is asked again.
        if (!(await words.keep(aboutOf(facts), said, facts.decisions.length))) continue;
        await words.tell(row.execution_id);
        return await heard(facts, said);
      }
    },
  };
}

function aboutOf({ row: { execution_id: executionId, stage, instance } }: ApprovalFacts): About {
  return { executionId, stage, instance };
}

/** With what was said and stands in no event yet. */
function withWords(facts: ApprovalFacts, kept: readonly StoredDecision[]): ApprovalFacts {
  const known = new Set(facts.decisions.map(({ by }) => by));
  return { ...facts, decisions: [...facts.decisions, ...kept.filter(({ by }) => !known.has(by))] };
}

/** Also when the words that decide it are still on their way. */
function isDecided({ row, request, decisions }: ApprovalFacts): boolean {
  if (row.state !== "waiting" || decisions.some(({ decision }) => decision === "reject")) return true;
  return decisions.length >= request.parts.reduce((sum, { minimum }) => sum + minimum, 0);
}

function refuseOther(request: ApprovalFacts["request"], { commit, digest }: Word): void {
  if ((commit ?? request.commit) === request.commit && (digest ?? request.digest) === request.digest) return;
  throw new Problem("conflict", "what is to be approved is another commit or definition than you looked at", {
    mend: "read the approval again",
    detail: { commit: request.commit, digest: request.digest },
  });
}

function notWaiting({ row }: ApprovalFacts): Problem {
  return new Problem(
    "not-waiting",
    `the approval of "${row.instance}" is ${row.state === "waiting" ? "decided" : row.state} already`,
    {
      mend: "look at the execution again",
    },
  );
}

function decidedAlready(): Problem {
  return new Problem("conflict", "you have decided about this already", { mend: "somebody else has to decide" });
}
