import { HeadraceError } from "@headrace/pipeline";
import type { DatabaseSignals } from "@headrace/store/database";
import type { ApprovalWordsTable, ServerTables } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import type { Runs } from "../runs/runs.ts";
import { type StoredDecision, storedDecision } from "./approval.ts";

/**
 * What people have said on approvals, in the order in which it counts for all servers of one database. A word is kept
 * first, and then told to whoever runs the execution, in this process or in another.
 */
export interface ApprovalWords {
  begin(): void;
  /** All that was said, told or not, in its order. */
  of(about: About): Promise<readonly StoredDecision[]>;
  /** Takes the place after `before` others. False where somebody has spoken since; then nothing is kept. */
  keep(about: About, word: StoredDecision, before: number): Promise<boolean>;
  /** Tells all that is kept of an execution, where it runs in this process; the others are notified. */
  tell(executionId: string): Promise<void>;
  close(): Promise<void>;
}

/** An approval. */
export interface About {
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
}

export interface ApprovalWordsOptions {
  readonly tables: ServerTables;
  readonly signals: Pick<DatabaseSignals, "listen" | "notify">;
  readonly runs: Pick<Runs, "decideApproval" | "phase">;
  report(what: string, error: unknown): void;
}

const channel = "approval-words";
/** Milliseconds between looks where no notification came, or the execution was just about to be taken up. */
const poll = 5_000;

const notHere: readonly string[] = ["not-waiting", "already-ended", "unavailable"];

export function createApprovalWords({ tables, signals, runs, report }: ApprovalWordsOptions): ApprovalWords {
  const working = new Set<Promise<void>>();
  let unlisten: Promise<() => Promise<void>> | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** False where nobody in this process runs the execution. */
  async function tellHere(executionId: string): Promise<boolean> {
    if (runs.phase(executionId) === undefined) return false;
    const words = await tables
      .selectFrom("approval_words")
      .selectAll()
      .where("execution_id", "=", executionId)
      .where("told", "=", 0)
      .orderBy("instance")
      .orderBy("place")
      .execute();
    for (const word of words) {
      if (!(await tellOne(word))) return false;
    }
    return true;
  }

  async function tellOne(word: ApprovalWordsTable): Promise<boolean> {
    const { execution_id: executionId, stage, instance } = word;
    const { by, decision, comment } = decisionOf(word);
    try {
      await runs.decideApproval(executionId, {
        stage,
        instance,
        by,
        decision,
        ...(comment === undefined ? {} : { comment }),
      });
    } catch (error) {
      // Another server has it, or nobody any more.
      if (error instanceof Problem && notHere.includes(error.code)) return false;
      // It was told before, or came too late.
      if (!(error instanceof HeadraceError) || error.fault !== "user") throw error;
    }
    await tables
      .updateTable("approval_words")
      .set({ told: 1 })
      .where("execution_id", "=", executionId)
      .where("instance", "=", instance)
      .where("place", "=", word.place)
      .execute();
    return true;
  }

  async function tellAll(): Promise<void> {
    const rows = await tables
      .selectFrom("approval_words")
      .select("execution_id")
      .distinct()
      .where("told", "=", 0)
      .where("execution_id", "in", (query) =>
        query.selectFrom("execution_links").select("execution_id").where("state", "!=", "ended"),
      )
      .execute();
    for (const { execution_id: executionId } of rows) await tellHere(executionId);
  }

  function later(work: () => Promise<unknown>): void {
    const done: Promise<void> = work()
      .then(() => undefined)
      .catch((error: unknown) => report("decisions of approvals", error))
      .finally(() => working.delete(done));
    working.add(done);
  }

  return {
    begin() {
      unlisten = signals.listen(channel, (signal) =>
        later(signal.kind === "resync" ? tellAll : () => tellHere(signal.payload)),
      );
      unlisten.catch((error: unknown) => report("decisions of approvals", error));
      timer = setInterval(() => later(tellAll), poll).unref();
      later(tellAll);
    },

    async of({ executionId, instance }) {
      const rows = await tables
        .selectFrom("approval_words")
        .selectAll()
        .where("execution_id", "=", executionId)
        .where("instance", "=", instance)
        .orderBy("place")
        .execute();
      return rows.map(decisionOf);
    },

    async keep({ executionId, stage, instance }, { by, decision, comment, at }, before) {
      const kept = await tables
        .insertInto("approval_words")
        .values({
          execution_id: executionId,
          instance,
          place: before,
          stage,
          person: by,
          decision,
          comment: comment ?? null,
          said_at: at,
          told: 0,
        })
        .onConflict((conflict) => conflict.columns(["execution_id", "instance", "place"]).doNothing())
        .returning("place")
        .executeTakeFirst();
      return kept !== undefined;
    },

    async tell(executionId) {
      if (!(await tellHere(executionId))) await signals.notify(channel, executionId);
    },

    async close() {
      clearInterval(timer);
      await unlisten?.then((end) => end()).catch(() => undefined);
      await Promise.all(working);
    },
  };
}

function decisionOf({ person, decision, comment, said_at }: ApprovalWordsTable): StoredDecision {
  return storedDecision.parse({
    by: person,
    decision,
    ...(comment === null ? {} : { comment }),
    at: said_at,
  });
}
