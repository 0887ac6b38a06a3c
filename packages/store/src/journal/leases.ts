import { readlinkSync } from "node:fs";
import { type Clock, currentOwner, isAlive, type Owner, sameOwner } from "@headrace/engine";
import type { Database } from "../database/database.ts";
import { numberOf, textOf } from "../database/row.ts";
import { one, run, type Work } from "../database/work.ts";

export interface LeasesOptions {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Which owners live. A process of this machine and container is looked for among the processes. One of another, which
 * can share a PostgreSQL, lives as long as it has said so there within `leaseTime`; the machines' clocks must agree to
 * within a part of that.
 */
export interface Leases extends Disposable {
  /** Says that this process lives, and goes on saying it; does nothing for another owner. */
  hold(owner: Owner): Promise<void>;
  isAlive(owner: Owner): Work<boolean>;
}

/** Milliseconds for which a sign of life counts; a machine that sleeps longer loses its executions. */
const leaseTime = 60_000;
const renewal = 15_000;
const day = 24 * 60 * 60 * 1000;

export function createLeases({ database, clock }: LeasesOptions): Leases {
  const own = currentOwner();
  const namespace = database.kind === "sqlite" ? "" : ownNamespace();
  let held: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const renew = (): Promise<void> =>
    database.perform("say that this process lives", function* () {
      yield run(putLease, own.pid, own.startTime, own.bootId, namespace, clock.now());
    });
  const start = async (): Promise<void> => {
    await renew();
    await database.perform("forget processes that ended long ago", function* () {
      yield run("DELETE FROM owner_leases WHERE seen_at < ?", clock.now() - day);
    });
    // Failing once is no harm; the next time comes before the lease is over.
    timer = setInterval(() => renew().catch(() => undefined), renewal).unref();
  };
  return {
    hold: async (owner) => {
      if (database.kind === "sqlite" || !sameOwner(owner, own)) return;
      held ??= start().catch((cause: unknown) => {
        held = undefined;
        throw cause;
      });
      await held;
    },
    isAlive: function* (owner) {
      if (database.kind === "sqlite") return isAlive(owner);
      const row = yield* one(selectLease, owner.pid, owner.startTime, owner.bootId);
      if (row === undefined) return isAlive(owner);
      if (owner.bootId === own.bootId && textOf(row, "namespace") === namespace) return isAlive(owner);
      return numberOf(row, "seen_at") > clock.now() - leaseTime;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Linux's name of what this process's id is an id in; empty where there is none. */
function ownNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

const putLease = `
INSERT INTO owner_leases (pid, start_time, boot_id, namespace, seen_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (boot_id, pid, start_time) DO UPDATE SET seen_at = excluded.seen_at`;

const selectLease = "SELECT namespace, seen_at FROM owner_leases WHERE pid = ? AND start_time = ? AND boot_id = ?";
