import type { Clock } from "@headrace/engine";
import { ForgeError } from "@headrace/forges";
import type { ServerDatabase } from "@headrace/store/database";
import type { ConnectionsTable, ServerTables, WatchedOwnersTable } from "@headrace/store/server";
import type { Connections } from "../connections/connections.ts";
import { readConnection } from "../connections/read-connection.ts";
import { problemOf } from "../problems/problem-of.ts";
import { createDueWorker, type DueWorker } from "../triggers/due-worker.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import type { Rhythm } from "./create-rhythm.ts";

export interface WatchOwnersOptions {
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  readonly connections: Pick<Connections, "open" | "asLook">;
  readonly rhythm: Pick<Rhythm, "polling" | "changed">;
  readonly clock: Clock;
  /** One for each process. */
  readonly owner: string;
  report(what: string, error: unknown): void;
}

/** Until it is thought of again whether asking would tell anything sooner. */
const againMs = 60_000;
const pauses = { first: 60_000, longest: 15 * 60_000 };

/**
 * Asks hosts which of an owner's repositories changed last, one request for all of them, and has those looked at that did.
 * Nothing depends on it: what no push began, and what a host does not tell, the look at each repository finds.
 */
export function createOwnerWatch(options: WatchOwnersOptions): DueWorker {
  const { database, tables, connections, rhythm, clock, owner, report } = options;

  async function work({ id, attempts }: WatchedOwnersTable, lost: AbortSignal): Promise<void> {
    const changes = await ask(id, lost)
      .then((next) => ({ attempts: 0, next_attempt_at: next }))
      .catch((error: unknown) => ({ next_attempt_at: clock.now() + pauseOf(error, attempts) }));
    if (lost.aborted) return;
    await tables
      .updateTable("watched_owners")
      .set({ ...changes, owner: null, lease_until: null })
      .where("id", "=", id)
      .where("owner", "=", owner)
      .execute();
  }

  /** Gives when to ask again; null for never. */
  async function ask(connectionId: string, signal: AbortSignal): Promise<number | null> {
    const { repositories } = await connections.open(connectionId);
    const { changed } = repositories;
    if (changed === undefined) return null;
    const { changesEvery } = await rhythm.polling(connectionId);
    if (changesEvery === undefined) return clock.now() + againMs;
    const connection = await readConnection(tables, connectionId);
    const changes = await connections.asLook(() => changed(connection.owner, signal));
    const known = await tables
      .selectFrom("forge_repositories")
      .select(["id", "forge_id", "moved_at"])
      .where("connection_id", "=", connectionId)
      .execute();
    const rows = new Map(known.map((row) => [row.forge_id, row]));
    for (const change of changes) {
      const row = rows.get(change.id);
      if (row !== undefined && change.updatedAt > (row.moved_at ?? 0)) await rhythm.changed(row.id, change.updatedAt);
    }
    return clock.now() + changesEvery;
  }

  function pauseOf(error: unknown, attempts: number): number {
    const problem = problemOf(error);
    if (problem.code === "internal") report("asking which repositories changed", error);
    const asked = error instanceof ForgeError ? error.retryAfter : undefined;
    return Math.max(asked ?? 0, pauseAfter(attempts, pauses));
  }

  return createDueWorker({
    database,
    clock,
    table: "watched_owners",
    owner,
    atOnce: 8,
    together: [{ by: "organization_id", most: 4 }],
    every: 2_000,
    work,
    report,
  });
}

/** Has the owner of a connection's repositories watched from now on. */
export async function watchOwner(
  { tables, clock }: { readonly tables: ServerTables; readonly clock: Clock },
  { id, organization_id }: Pick<ConnectionsTable, "id" | "organization_id">,
): Promise<void> {
  const row = {
    id,
    organization_id,
    attempts: 0,
    next_attempt_at: clock.now() + againMs,
    owner: null,
    lease_until: null,
  };
  await tables
    .insertInto("watched_owners")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}
