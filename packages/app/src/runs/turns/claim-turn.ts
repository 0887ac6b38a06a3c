import type { SlotRequest } from "@headrace/engine";
import type { ServerTables, TurnClaimsTable } from "@headrace/store/server";
import { sql } from "kysely";
import { environmentOfGroup } from "../../environments/environment-group.ts";

/** What asks for groups of which several servers know. */
export interface Turn {
  readonly id: string;
  readonly request: SlotRequest;
  /** Epoch milliseconds; among equals of priority the older one comes first. */
  readonly askedAt: number;
  /** What is older made room when it asked first. */
  hasSuperseded: boolean;
  /** A newer one takes its place: it is given none any more. */
  isSuperseded: boolean;
}

export interface Claiming {
  readonly tables: ServerTables;
  /** Of this process. */
  readonly owner: string;
  readonly now: number;
  readonly leaseMs: number;
}

export interface Claimed {
  /** The group in which it waits now; undefined where it has them all. */
  readonly full: string | undefined;
  /** Groups in which others are to make room for it. */
  readonly superseded: readonly string[];
}

type Row = TurnClaimsTable;

/** Takes all groups of the turn or none, while nobody else looks at any of them. */
export async function claimTurn({ tables, owner, now, leaseMs }: Claiming, turn: Turn): Promise<Claimed> {
  const groups = turn.request.groups.map((group) => ({ ...group, key: keyOfGroup(group.name) }));
  // In one order everywhere, so that no two wait for each other.
  const keys = [...new Set(groups.map(({ key }) => key))].sort();
  return await tables.transaction().execute(async (transaction) => {
    for (const key of keys) {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`turn ${key}`}, 0))`.execute(transaction);
    }
    const rows = await transaction.selectFrom("turn_claims").selectAll().where("turn_group", "in", keys).execute();
    const isSuperseded = rows.some(({ request, superseded }) => request === turn.id && superseded === 1);
    const living = rows.filter((row) => row.request !== turn.id && (row.lease_until > now || row.owner === owner));
    const superseded: string[] = [];
    for (const { key, limit, cancelInProgress } of groups) {
      if (!cancelInProgress || turn.hasSuperseded) continue;
      const others = othersOf(living, key, turn);
      const excess = others.slice(0, Math.max(0, others.length - Math.max(1, limit) + 1));
      if (excess.length === 0) continue;
      superseded.push(key);
      await transaction
        .updateTable("turn_claims")
        .set({ superseded: 1 })
        .where(
          "request",
          "in",
          excess.map(({ request }) => request),
        )
        .execute();
    }
    const full = isSuperseded ? keys[0] : groups.find(({ key, limit }) => isFull(living, { key, limit }, turn))?.key;
    // The dead ones go with what it had itself.
    await transaction
      .deleteFrom("turn_claims")
      .where("turn_group", "in", keys)
      .where((eb) =>
        eb.or([eb("request", "=", turn.id), eb.and([eb("lease_until", "<=", now), eb("owner", "!=", owner)])]),
      )
      .execute();
    const row = (turn_group: string, limit: number): Row => ({
      request: turn.id,
      turn_group,
      execution_id: turn.request.executionId,
      owner,
      group_limit: limit,
      priority: turn.request.priority,
      asked_at: turn.askedAt,
      held: full === undefined ? 1 : 0,
      superseded: isSuperseded ? 1 : 0,
      lease_until: now + leaseMs,
    });
    const wanted = groups.filter(({ key }) => full === undefined || key === full);
    await transaction
      .insertInto("turn_claims")
      .values(wanted.map(({ key, limit }) => row(key, limit)))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return { full, superseded };
  });
}

/** Gives the groups in which there is room now. */
export async function dropTurn(tables: ServerTables, id: string): Promise<readonly string[]> {
  const rows = await tables.deleteFrom("turn_claims").where("request", "=", id).returning("turn_group").execute();
  return rows.map(({ turn_group }) => turn_group);
}

/** An environment's turns are its own, whatever it is called meanwhile. */
export function keyOfGroup(name: string): string {
  const environment = environmentOfGroup(name);
  return environment === undefined ? name : `environment ${environment}`;
}

/** Those that have it, and those that come before it, leave no room; nobody's own limit is ever exceeded. */
function isFull(rows: readonly Row[], { key, limit }: { readonly key: string; readonly limit: number }, turn: Turn) {
  const others = rows.filter(({ turn_group }) => turn_group === key);
  const holding = others.filter(({ held }) => held === 1);
  const before = others.filter((row) => row.held === 0 && row.superseded === 0 && comesBefore(row, turn));
  return holding.length + before.length >= Math.max(1, Math.min(limit, ...holding.map((row) => row.group_limit)));
}

/** Of other executions, oldest first. */
function othersOf(rows: readonly Row[], key: string, { request }: Turn): readonly Row[] {
  return rows
    .filter((row) => row.turn_group === key && row.superseded === 0 && row.execution_id !== request.executionId)
    .sort((one, other) => one.asked_at - other.asked_at || (one.request < other.request ? -1 : 1));
}

function comesBefore(row: Row, { id, askedAt, request: { priority } }: Turn): boolean {
  if (row.priority !== priority) return row.priority > priority;
  return row.asked_at === askedAt ? row.request < id : row.asked_at < askedAt;
}
