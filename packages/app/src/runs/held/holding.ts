import { currentOwner, type IdSource, type Owner } from "@headrace/engine";
import type { Store } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import { type Link, linkOf } from "../links.ts";
import { isNative } from "../native.ts";

/** Which executions are this server's to run, of all servers on one database. */
export interface Holding {
  /** Kept with every execution that is started here. */
  readonly owner: string;
  /** Takes what no living server holds: what has not ended, or has ended and left something to do; oldest first. */
  take(): Promise<readonly Link[]>;
  /** Leaves everything to whichever server starts next. */
  release(): Promise<void>;
}

export interface HoldingOptions {
  readonly store: Pick<Store, "database" | "owners">;
  readonly tables: ServerTables;
  readonly ids: IdSource;
}

export function createHolding({ store: { database, owners }, tables, ids }: HoldingOptions): Holding {
  const own = currentOwner();
  // Several servers may live in one process.
  const owner = JSON.stringify({ server: ids.next(), ...own });
  const left = () =>
    tables
      .updateTable("execution_links")
      .where(isNative())
      .where((eb) => eb.or([eb("state", "<>", "ended"), eb("next_attempt_at", "is not", null)]));

  async function living(): Promise<readonly string[]> {
    // An embedded database has one server: the others are dead.
    if (database.kind === "sqlite") return [];
    await owners.hold(own);
    const rows = await tables
      .selectFrom("execution_links")
      .select("owner")
      .distinct()
      .where(isNative())
      .where((eb) => eb.or([eb("state", "<>", "ended"), eb("next_attempt_at", "is not", null)]))
      .execute();
    const known = rows.flatMap((row) => row.owner ?? []);
    const alive = await Promise.all(known.map((text) => owners.isAlive(ownerOf(text))));
    return known.filter((_, index) => alive[index]);
  }

  return {
    owner,
    async take() {
      const others = await living();
      const rows = await left()
        .where((eb) => eb.or([eb("owner", "is", null), eb.not(eb("owner", "in", others.length === 0 ? [""] : others))]))
        .set({ owner })
        .returningAll()
        .execute();
      return rows
        .map(linkOf)
        .sort((one, other) => one.createdAt - other.createdAt || (one.executionId < other.executionId ? -1 : 1));
    },
    async release() {
      if (database.kind === "sqlite") return;
      await left().where("owner", "=", owner).set({ owner: null }).execute();
    },
  };
}

function ownerOf(text: string): Owner {
  const { pid, startTime, bootId } = JSON.parse(text);
  return { pid: Number(pid), startTime: String(startTime), bootId: String(bootId) };
}
