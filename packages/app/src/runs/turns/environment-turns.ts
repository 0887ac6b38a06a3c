import { setTimeout as sleep } from "node:timers/promises";
import type { Clock, ReleaseSlot, SlotRequest } from "@headrace/engine";
import type { SharedSlots } from "@headrace/engine/slots";
import type { ServerTables } from "@headrace/store/server";
import { environmentOfGroup } from "../../environments/environment-group.ts";

export interface EnvironmentTurnsOptions {
  /** Of this process. */
  readonly slots: SharedSlots;
  readonly tables: ServerTables;
  readonly clock: Clock;
  /** One for each process. */
  readonly owner: string;
  /** Milliseconds for which a claim holds without being renewed: 30,000 unless said. */
  readonly leaseMs?: number;
  report(what: string, error: unknown): void;
}

export interface EnvironmentTurns extends SharedSlots {
  /** Settles when every claim that was given back is gone from the database. */
  settled(): Promise<void>;
}

const defaultLease = 30_000;
/** Milliseconds between looks at what another server has. */
const lookAgain = 500;

/**
 * Slots whose turns at an environment hold across all servers on one database: who has the turn here also claims the
 * environment there, and renews the claim for as long as it deploys. Where another server has it, everything is given
 * back and asked for again: nothing is held while waiting. A server that dies leaves its claim to the end of its lease.
 */
export function createEnvironmentTurns(options: EnvironmentTurnsOptions): EnvironmentTurns {
  const { slots, tables, clock, owner, leaseMs = defaultLease, report } = options;
  const leaving = new Set<Promise<void>>();
  const elsewhere = new Set<{ readonly request: SlotRequest; readonly group: string }>();

  /** False while another has it. */
  async function claim(environmentId: string, executionId: string): Promise<boolean> {
    const now = clock.now();
    const held = { execution_id: executionId, owner, lease_until: now + leaseMs };
    const row = await tables
      .insertInto("environment_claims")
      .values({ environment_id: environmentId, ...held })
      .onConflict((conflict) =>
        conflict
          .column("environment_id")
          .doUpdateSet(held)
          .where((eb) =>
            eb.or([eb("environment_claims.lease_until", "<=", now), eb("environment_claims.owner", "=", owner)]),
          ),
      )
      .returning("environment_id")
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Gives the end of holding it. */
  function hold(environmentId: string): () => void {
    const mine = tables
      .updateTable("environment_claims")
      .where("environment_id", "=", environmentId)
      .where("owner", "=", owner);
    const renewal = setInterval(() => {
      mine
        .set({ lease_until: clock.now() + leaseMs })
        .execute()
        .catch((error: unknown) => report(`holding environment ${environmentId}`, error));
    }, leaseMs / 3).unref();
    return () => clearInterval(renewal);
  }

  async function leave(environmentId: string): Promise<void> {
    await tables
      .deleteFrom("environment_claims")
      .where("environment_id", "=", environmentId)
      .where("owner", "=", owner)
      .execute()
      .catch((error: unknown) => report(`leaving environment ${environmentId}`, error));
  }

  async function acquire(request: SlotRequest, signal: AbortSignal): Promise<ReleaseSlot> {
    for (;;) {
      const release = await slots.acquire(request, signal);
      const group = request.groups.find(({ name }) => environmentOfGroup(name) !== undefined);
      const environmentId = group === undefined ? undefined : environmentOfGroup(group.name);
      if (group === undefined || environmentId === undefined) return release;
      try {
        if (await claim(environmentId, request.executionId)) return releaseOf(environmentId, release);
      } catch (error) {
        release();
        throw error;
      }
      release();
      const waiting = { request, group: group.name };
      elsewhere.add(waiting);
      await sleep(lookAgain, undefined, { signal, ref: false }).catch(() => undefined);
      elsewhere.delete(waiting);
      signal.throwIfAborted();
    }
  }

  function releaseOf(environmentId: string, release: ReleaseSlot): ReleaseSlot {
    const letGo = hold(environmentId);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      letGo();
      // The next one here is let in only when the claim is gone: it would lose its own with this one's.
      const left: Promise<void> = leave(environmentId).finally(() => {
        leaving.delete(left);
        release();
      });
      leaving.add(left);
    };
  }

  return {
    acquire,
    settled: async () => void (await Promise.all(leaving)),
    look() {
      const { running, waiting } = slots.look();
      return {
        running,
        waiting: [
          ...waiting,
          ...[...elsewhere].map(({ request: { executionId, stage, instance, priority }, group }) => ({
            executionId,
            stage,
            instance,
            priority,
            group,
          })),
        ],
      };
    },
  };
}
