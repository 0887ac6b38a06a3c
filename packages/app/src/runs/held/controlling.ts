import type { Clock } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import type { Actor } from "../../access/principal.ts";
import { Problem } from "../../problems/problem.ts";
import type { Conductor } from "../conductor.ts";
import { type Link, setLinkDetail } from "../links.ts";
import { othersOfGroup } from "../turns/group-turns.ts";
import { alreadyEnded, type HeldRuns } from "./held-runs.ts";
import { createWishes, type Wish } from "./wishes.ts";

/** Does with executions what people want, wherever they are held. */
export interface Controlling {
  /** From now on, also what other servers of the database were asked for and this one holds. */
  begin(): void;
  /** Throws `already-ended` or `not-found`. */
  cancel(executionId: string, wish: { readonly actor: Actor; readonly force: boolean }): Promise<void>;
  /** Throws `already-ended`, `not-found`, or `not-waiting` for what is at work or waits for its turn. */
  resume(executionId: string, wish: { readonly actor: Actor }): Promise<void>;
  /** Ends what other servers hold and an execution takes the place of, by its concurrency group. */
  supersede(newer: Link): Promise<void>;
  close(): Promise<void>;
}

export interface ControllingOptions {
  readonly tables: ServerTables;
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly conductor: Conductor;
  readonly runs: HeldRuns;
  report(what: string, error: unknown): void;
}

export function createControlling({ tables, conductor, runs, ...options }: ControllingOptions): Controlling {
  const wishes = createWishes({
    ...options,
    tables,
    holds: (executionId) => runs.get(executionId) !== undefined,
    fulfil,
  });

  /** What has ended meanwhile, or is at work again, needs nothing any more. */
  async function fulfil(executionId: string, wish: Wish): Promise<void> {
    const run = runs.get(executionId);
    if (run === undefined) return;
    switch (wish.kind) {
      case "cancel":
        return await cancel(executionId, { actor: wish.actor, force: wish.force ?? false });
      case "supersede":
        return conductor.cancel(run, { force: false, reason: "superseded" });
      case "resume":
        conductor.resume(run, { resumeDeployments: true });
    }
  }

  async function cancel(executionId: string, wish: Parameters<Controlling["cancel"]>[1]): Promise<void> {
    const run = runs.get(executionId);
    if (run === undefined) {
      if ((await runs.elsewhere(executionId)) === undefined) throw alreadyEnded(executionId);
      await wishes.keep(executionId, { kind: "cancel", ...wish });
      return;
    }
    // Kept first: a cancel holds also when the server dies before it is done.
    run.link = { ...run.link, detail: { ...run.link.detail, cancelledBy: wish.actor } };
    await setLinkDetail(tables, executionId, run.link.detail);
    if (runs.get(executionId) === undefined) throw alreadyEnded(executionId);
    conductor.cancel(run, { force: wish.force, reason: "requested" });
  }

  /** By what the database tells: whether any of its stages is at work or about to be. */
  async function isAtWork({ executionId, state }: Link): Promise<boolean> {
    if (state === "queued") return true;
    const row = await tables
      .selectFrom("stage_executions")
      .select("stage")
      .where("execution_id", "=", executionId)
      .where("status", "in", ["queued", "running", "cancelling", "retrying"])
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  return {
    begin: () => wishes.begin(),
    cancel,

    async resume(executionId, { actor }) {
      const run = runs.get(executionId);
      if (run !== undefined) {
        if (!conductor.resume(run, { resumeDeployments: true })) throw atWork(executionId);
        return;
      }
      const link = await runs.elsewhere(executionId);
      if (link === undefined) throw alreadyEnded(executionId);
      if (await isAtWork(link)) throw atWork(executionId);
      await wishes.keep(executionId, { kind: "resume", actor });
    },

    async supersede(newer) {
      const { concurrency } = newer.detail;
      if (options.database.kind === "sqlite" || concurrency?.cancelInProgress !== true) return;
      const older = (await othersOfGroup(tables, newer)).filter(({ isOlder }) => isOlder);
      const excess = older.slice(0, Math.max(0, older.length - Math.max(1, concurrency.limit) + 1));
      for (const { executionId } of excess) {
        if (runs.get(executionId) !== undefined) continue;
        await wishes.keep(executionId, { kind: "supersede", actor: newer.actor });
      }
    },

    close: () => wishes.close(),
  };
}

function atWork(executionId: string): Problem {
  return new Problem("not-waiting", `execution ${executionId} is at work, or waits for its turn`, {
    mend: "look at the execution again when nothing of it runs",
  });
}
