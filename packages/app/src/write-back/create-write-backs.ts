import type { Clock, IdSource } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { WriteBacksTable } from "@headrace/store/server";
import { problemOf } from "../problems/problem-of.ts";
import { derivedId } from "../projections/derived-id.ts";
import type { Link } from "../runs/links.ts";
import { isNative } from "../runs/native.ts";
import { createDueWorker } from "../triggers/due-worker.ts";
import { concernOf, toldTriggers } from "./concerned.ts";
import { afterFault, afterTelling } from "./outcome-of-telling.ts";
import { recordTelling } from "./record-telling.ts";
import { type TellNeeds, tell } from "./tell.ts";
import type { WriteBackKind, WriteBacks } from "./write-backs.ts";

export interface CreateWriteBacksOptions extends TellNeeds {
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Waits until the tables know of an execution's deployments what its events say. */
  settled(executionId: string): Promise<void>;
  report(what: string, error: unknown): void;
}

type Marked = Pick<Link, "executionId" | "repositoryId" | "createdAt">;

/** Requests to hosts at once. */
const atOnce = 4;
/** Executions whose telling is begun in one look. */
const mostBegun = 100;

export function createWriteBacks(options: CreateWriteBacksOptions): WriteBacks {
  const { database, tables, clock, report } = options;
  const owner = options.ids.next();
  let closed = false;

  /** Marks that there is something new to tell, whoever may be telling what was before. */
  async function mark(link: Marked, kind: WriteBackKind, subject = "") {
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
  async function markDeployments(link: Marked): Promise<void> {
    const rows = await tables
      .selectFrom("deployments")
      .select("id")
      .where("execution_id", "=", link.executionId)
      .execute();
    for (const { id } of rows) await mark(link, "deployment", id);
  }

  async function markAll(link: Marked): Promise<void> {
    await mark(link, "status");
    await mark(link, "report");
    await markDeployments(link);
    later(async () => true);
  }

  /** What was told to wait runs now. False where nothing of it is told. */
  async function markBegun({ executionId, trigger }: Marked & Pick<Link, "trigger">): Promise<boolean> {
    const { numUpdatedRows } = await tables
      .updateTable("write_backs")
      .set((eb) => ({ revision: eb("revision", "+", 1), state: "waiting", next_attempt_at: clock.now() }))
      .where("execution_id", "=", executionId)
      .where("kind", "=", "status")
      .executeTakeFirst();
    return numUpdatedRows > 0n || toldTriggers.some((known) => known === trigger);
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

  async function work(row: WriteBacksTable, lost: AbortSignal): Promise<void> {
    const changes = await tell(options, row, lost).then(
      async (telling) => {
        if (telling.kind === "told" && telling.isNew)
          await recordTelling(options, { row, outcome: "done", as: telling.as });
        return afterTelling(telling, clock.now());
      },
      async (error: unknown) => {
        const { code } = problemOf(error);
        if (code === "internal") report(`telling a host of execution ${row.execution_id}`, error);
        const changes = afterFault(error, row.attempts, clock.now());
        if (changes.state === "refused") await recordTelling(options, { row, outcome: code });
        return changes;
      },
    );
    if (lost.aborted) return;
    const held = { ...changes, owner: null, lease_until: null };
    const { numUpdatedRows } = await tables
      .updateTable("write_backs")
      .set(held)
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      .where("revision", "=", row.revision)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
    // Something new came meanwhile: what was told is kept, and it is due again.
    await tables
      .updateTable("write_backs")
      .set({ ...held, state: "waiting", next_attempt_at: clock.now() })
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      .execute();
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "write_backs",
    owner,
    atOnce,
    every: 2_000,
    prepare: begun,
    work,
    report,
  });

  /** After what led to it has been written, and without anybody waiting for it. */
  function later(isDue: () => Promise<boolean>): void {
    setImmediate(() => {
      if (closed) return;
      isDue()
        .then((due) => (due ? worker.look() : undefined))
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
      if (event.type === "execution.started") later(() => markBegun(link));
      if (event.type !== "stage.started" && event.type !== "stage.finished") return;
      if (event.environment === undefined) return;
      later(async () => {
        await options.settled(link.executionId);
        const { isTold } = await concernOf(tables, link);
        if (isTold) await markDeployments(link);
        return isTold;
      });
    },
    async ended(link) {
      if ((await concernOf(tables, link)).isTold) await markAll(link);
    },
    ask: markAll,
  };
}
