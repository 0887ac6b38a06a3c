import type { Clock } from "@headrace/engine";
import type { ServerTables } from "@headrace/store/server";
import { boundOf } from "./delays.ts";
import type { LookFailure } from "./look-failure.ts";
import type { SeenChange } from "./seen-change.ts";

export const hourMs = 3_600_000;
/** Whole hours for which counts are kept: a day more than is told. */
export const keptHours = 8 * 24;

/** A webhook that has not told by then of the end of a run is missed. The host and the queue of deliveries need some of it. */
const patienceMs = 10_000;

export interface LookCounts {
  /** A turn at the repository is over: how it failed, or undefined where it worked, and what it saw. Never throws. */
  looked(repositoryId: string, failure: LookFailure | undefined, changes: readonly SeenChange[]): Promise<void>;
  /** A webhook told what had changed, so that nobody had to look. Never throws. */
  told(repositoryId: string, changes: readonly SeenChange[]): Promise<void>;
}

export interface LookCountsOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  report(what: string, error: unknown): void;
}

/** Counts how reliably the runs of repositories are collected, by the hour. */
export function createLookCounts({ tables, clock, report }: LookCountsOptions): LookCounts {
  async function add(repositoryId: string, counts: Counts): Promise<void> {
    const hour = Math.floor(clock.now() / hourMs);
    if (counts.rows().length === 0) return;
    const values = counts.rows().map((row) => ({ repository_id: repositoryId, hour, ...row }));
    await tables
      .insertInto("collection_hours")
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(["repository_id", "hour", "kind", "value"]).doUpdateSet((eb) => ({
          count: eb("collection_hours.count", "+", eb.ref("excluded.count")),
        })),
      )
      .execute();
  }

  /** When the webhooks that tell of its runs were registered; none for one that is told of nothing. */
  async function webhookSince(repositoryId: string, connectionId: string): Promise<number | undefined> {
    const row = await tables
      .selectFrom("webhooks")
      .select("created_at")
      .where("enabled", "=", 1)
      // What somebody set up on the host himself may tell of pushes alone.
      .where("remote_id", "is not", null)
      .where(({ eb, or }) => or([eb("repository_id", "=", repositoryId), eb("connection_id", "=", connectionId)]))
      .orderBy("created_at")
      .limit(1)
      .executeTakeFirst();
    return row?.created_at;
  }

  async function addSeen(repositoryId: string, counts: Counts, changes: readonly SeenChange[]): Promise<void> {
    const watched = await tables
      .selectFrom("forge_repositories")
      .select(["connection_id", "heard_at"])
      .where("id", "=", repositoryId)
      .executeTakeFirst();
    if (watched === undefined) return;
    const since = await webhookSince(repositoryId, watched.connection_id);
    for (const { at, isEnd } of changes) {
      const delay = clock.now() - at;
      const isTold = at <= (watched.heard_at ?? 0);
      addDelay(counts, isTold ? "told" : "found", delay);
      if (isEnd && !isTold && since !== undefined && at >= since && delay > patienceMs) counts.add("missed", "");
    }
  }

  /** Statistics fail nothing. */
  async function counting(repositoryId: string, count: (counts: Counts) => Promise<void>): Promise<void> {
    try {
      const counts = createCounts();
      await count(counts);
      await add(repositoryId, counts);
    } catch (error) {
      // Of one that was removed meanwhile nothing is kept.
      if (await mayBeWatched(repositoryId)) report("counting looks at a repository", error);
    }
  }

  async function mayBeWatched(repositoryId: string): Promise<boolean> {
    try {
      const found = tables.selectFrom("forge_repositories").select("id").where("id", "=", repositoryId);
      return (await found.executeTakeFirst()) !== undefined;
    } catch {
      return true;
    }
  }

  return {
    looked: (repositoryId, failure, changes) =>
      counting(repositoryId, async (counts) => {
        counts.add("look", failure ?? "worked");
        if (changes.length > 0) await addSeen(repositoryId, counts, changes);
      }),
    told: (repositoryId, changes) =>
      counting(repositoryId, async (counts) => {
        for (const { at } of changes) addDelay(counts, "told", clock.now() - at);
      }),
  };
}

/** What is counted: looks by how they went, delays of what webhooks told and looks found by their bound, missed webhooks. */
export type CountKind = "look" | "told" | "found" | "missed";

interface Counts {
  add(kind: CountKind, value: string): void;
  /** In one order: writers of one repository wait for each other, and not in a circle. */
  rows(): readonly { readonly kind: CountKind; readonly value: string; readonly count: number }[];
}

function createCounts(): Counts {
  const counts = new Map<string, { readonly kind: CountKind; readonly value: string; readonly count: number }>();
  return {
    add(kind, value) {
      const key = `${kind} ${value}`;
      counts.set(key, { kind, value, count: (counts.get(key)?.count ?? 0) + 1 });
    },
    rows: () => [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row),
  };
}

function addDelay(counts: Counts, kind: "told" | "found", delay: number): void {
  const bound = boundOf(delay);
  if (bound !== undefined) counts.add(kind, String(bound));
}
