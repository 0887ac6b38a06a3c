import type { Clock, IdSource } from "@headrace/engine";
import { ForgeError, type ForgeErrorCode } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { Row, ServerDatabase } from "@headrace/store/database";
import type { WriteBacksTable } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { derivedId } from "../projections/derived-id.ts";
import type { Link } from "../runs/links.ts";
import { isNative } from "../runs/native.ts";
import { createDueWorker } from "../triggers/due-worker.ts";
import { concernOf, toldTriggers } from "./concerned.ts";
import { type Telling, type TellNeeds, tell } from "./tell.ts";
import type { WriteBackKind, WriteBacks } from "./write-backs.ts";

export interface CreateWriteBacksOptions extends TellNeeds {
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Waits until the tables know of an execution's deployments what its events say. */
  settled(executionId: string): Promise<void>;
  report(what: string, error: unknown): void;
}

/** Requests to hosts at once. */
const atOnce = 4;
/** Executions whose telling is begun in one look. */
const mostBegun = 100;
/** With the pauses below more than a day: a host that is down, or a token that has to be replaced, is waited for. */
const mostAttempts = 120;

/** Milliseconds after an attempt that failed: 5 s, 20 s, 80 s, …, 15 min. */
function pauseAfter(attempts: number): number {
  return Math.min(15 * 60_000, 5_000 * 4 ** Math.min(attempts - 1, 5));
}

export function createWriteBacks(options: CreateWriteBacksOptions): WriteBacks {
  const { database, tables, clock, report } = options;
  const owner = options.ids.next();
  let closed = false;

  /** Marks that there is something new to tell, whoever may be telling what was before. */
  async function mark(
    link: Pick<Link, "executionId" | "repositoryId" | "createdAt">,
    kind: WriteBackKind,
    subject = "",
  ) {
    const { executionId, repositoryId, createdAt } = link;
    const now = clock.now();
    await tables
      .insertInto("write_backs")
      .values({
        id: derivedId(createdAt, executionId, kind, subject, "write back"),
        execution_id: executionId,
        repository_id: repositoryId,
        kind,
        subject,
        state: "waiting",
        problem: null,
        mend: null,
        remote_id: null,
        told: null,
        told_as: null,
        told_at: null,
        revision: 1,
        attempts: 0,
        next_attempt_at: now,
        owner: null,
        lease_until: null,
      })
      .onConflict((conflict) =>
        conflict.columns(["execution_id", "kind", "subject"]).doUpdateSet((eb) => ({
          revision: eb("write_backs.revision", "+", 1),
          state: "waiting",
          next_attempt_at: now,
        })),
      )
      .execute();
  }

  /** Deployments that the tables know of, from their beginning on. */
  async function markDeployments(link: Pick<Link, "executionId" | "repositoryId" | "createdAt">): Promise<void> {
    const rows = await tables
      .selectFrom("deployments")
      .select("id")
      .where("execution_id", "=", link.executionId)
      .execute();
    for (const { id } of rows) await mark(link, "deployment", id);
  }

  /** What has begun since the last look, here or on another server of the database. */
  async function begun(): Promise<void> {
    const rows = await tables
      .selectFrom("execution_links")
      .innerJoin("forge_repositories as watched", "watched.id", "execution_links.repository_id")
      .innerJoin("connections", "connections.id", "watched.connection_id")
      .select(["execution_links.execution_id", "repository_id", "execution_links.created_at"])
      .where("execution_links.state", "!=", "ended")
      .where("trigger_kind", "in", [...toldTriggers])
      .where("watched.write_back", "=", 1)
      .where("connections.write_back", "=", 1)
      .where(isNative())
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("write_backs")
              .select("write_backs.id")
              .whereRef("write_backs.execution_id", "=", "execution_links.execution_id"),
          ),
        ),
      )
      .orderBy("execution_links.created_at")
      .limit(mostBegun)
      .execute();
    for (const { execution_id: executionId, repository_id: repositoryId, created_at: createdAt } of rows) {
      await mark({ executionId, repositoryId, createdAt }, "status");
    }
  }

  async function work(id: string, lost: AbortSignal): Promise<void> {
    const row = await tables
      .updateTable("write_backs")
      .set((eb) => ({ attempts: eb("attempts", "+", 1) }))
      .where("id", "=", id)
      .where("owner", "=", owner)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return;
    const changes = await tell(options, row, lost).then(afterTelling, (error: unknown) => afterFault(row, error));
    if (lost.aborted) return;
    const held = { ...changes, owner: null, lease_until: null };
    const { numUpdatedRows } = await tables
      .updateTable("write_backs")
      .set(held)
      .where("id", "=", id)
      .where("owner", "=", owner)
      .where("revision", "=", row.revision)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
    // Something new came meanwhile: what was told is kept, and it is due again.
    await tables
      .updateTable("write_backs")
      .set({ ...held, state: "waiting", next_attempt_at: clock.now() })
      .where("id", "=", id)
      .where("owner", "=", owner)
      .execute();
  }

  function afterTelling(telling: Telling): Partial<WriteBacksTable> {
    const settled = { attempts: 0, mend: null, next_attempt_at: null };
    if (telling.kind === "needless") return { ...settled, state: "needless", problem: telling.why };
    const { digest, as, remoteId } = telling;
    const told = { told: digest, told_as: as, told_at: clock.now(), remote_id: remoteId };
    return { ...settled, ...told, state: "told", problem: null };
  }

  function afterFault(row: WriteBacksTable, error: unknown): Partial<WriteBacksTable> {
    const { message, code } = problemOf(error);
    const mend = error instanceof HeadraceError || error instanceof Problem ? error.mend : undefined;
    if (code === "internal") report(`telling a host of execution ${row.execution_id}`, error);
    const said = { problem: message, mend: mend ?? null };
    if (!mayPass(error) || row.attempts >= mostAttempts) return { ...said, state: "refused", next_attempt_at: null };
    const asked = error instanceof ForgeError ? (error.retryAfter ?? 0) : 0;
    return { ...said, state: "waiting", next_attempt_at: clock.now() + Math.max(asked, pauseAfter(row.attempts)) };
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "write_backs",
    owner,
    atOnce,
    every: 2_000,
    prepare: begun,
    work: (row: Row, lost) => work(String(row.id), lost),
    report,
  });

  /** After what led to it has been written, and without anybody waiting for it. */
  function later(what: () => Promise<void>): void {
    setImmediate(() => {
      if (closed) return;
      what()
        .then(() => worker.look())
        .catch((error: unknown) => report("what hosts are to be told", error));
    });
  }

  return {
    begin: () => worker.begin(),
    look: () => worker.look(),
    async close() {
      closed = true;
      await worker.close();
    },
    take(event, _, link) {
      if (!toldTriggers.some((known) => known === link.trigger)) return;
      if (event.type === "execution.started") later(async () => undefined);
      if (event.type !== "stage.started" && event.type !== "stage.finished") return;
      if (event.environment === undefined) return;
      later(async () => {
        await options.settled(link.executionId);
        if ((await concernOf(tables, link)).isTold) await markDeployments(link);
      });
    },
    async ended(link) {
      if (!(await concernOf(tables, link)).isTold) return;
      await mark(link, "status");
      await mark(link, "report");
      await markDeployments(link);
      later(async () => undefined);
    },
    async again(executionId) {
      await tables
        .updateTable("write_backs")
        .set((eb) => ({
          revision: eb("revision", "+", 1),
          state: "waiting",
          next_attempt_at: clock.now(),
        }))
        .where("execution_id", "=", executionId)
        .where("state", "in", ["refused", "waiting"])
        .execute();
      later(async () => undefined);
    },
  };
}

const passing: ReadonlySet<ForgeErrorCode> = new Set([
  "forge-limited",
  "forge-unreachable",
  "forge-failed",
  "forge-answer-unreadable",
  // A token is replaced by people.
  "forge-unauthorized",
]);

/** What is no answer of a host is a fault of ours or of our surroundings, which may pass too. */
function mayPass(error: unknown): boolean {
  if (error instanceof ForgeError) return passing.has(error.code);
  return !(error instanceof Problem) && !(error instanceof HeadraceError && error.code === "invalid-argument");
}
