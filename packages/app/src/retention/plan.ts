import type { Store } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import type { Limits } from "../limits/limits.ts";
import { overdueCaches } from "./overdue-caches.ts";
import { walkOverdue } from "./walk.ts";

/** What the next round of retention would remove, and nothing removed. */
export interface RetentionPlan {
  readonly executions: Part<{ readonly id: string; readonly finishedAt: number }>;
  readonly logs: Part<{ readonly execution: string }>;
  readonly artifacts: Part<{ readonly execution: string; readonly name: string; readonly size: number }>;
  readonly caches: Part<{ readonly key: string; readonly size: number }>;
  readonly blobs: Part<{ readonly digest: string; readonly size: number }>;
}

interface Part<Item> {
  readonly count: number;
  readonly bytes: number;
  /** The first of them. */
  readonly items: readonly Item[];
}

export interface PlanRequest {
  readonly organizationId: string;
  readonly limits: Limits;
  readonly now: number;
  /** Items named of each kind at most. */
  readonly most: number;
}

export async function planRetention(
  { tables, store }: { readonly tables: ServerTables; readonly store: Store },
  { organizationId, limits, now, most }: PlanRequest,
): Promise<RetentionPlan> {
  const executions = part<{ readonly id: string; readonly finishedAt: number }>(most);
  const logs = part<{ readonly execution: string }>(most);
  const artifacts = part<{ readonly execution: string; readonly name: string; readonly size: number }>(most);
  const caches = part<{ readonly key: string; readonly size: number }>(most);
  const blobs = part<{ readonly digest: string; readonly size: number }>(most);
  /** By digest, how many of the references to a blob would go. */
  const going = new Map<string, number>();
  const note = (digest: string): void => void going.set(digest, (going.get(digest) ?? 0) + 1);
  for await (const overdue of walkOverdue(tables, { organizationId, limits, now })) {
    for (const each of overdue.executions) executions.add(each, 0);
    for (const execution of overdue.logs) logs.add({ execution }, 0);
    for (const { executionId, name, digest, size } of overdue.artifacts) {
      artifacts.add({ execution: executionId, name, size }, size);
      note(digest);
    }
  }
  for (const { key, digest, size } of await overdueCaches(tables, {
    organizationId,
    cacheBytes: limits.cacheBytes,
    now,
  })) {
    caches.add({ key, size }, size);
    note(digest);
  }
  for (const [digest, references] of going) {
    if ((await referencesTo(tables, digest)) > references) continue;
    const size = await store.blobs.size(digest).catch(() => undefined);
    if (size !== undefined) blobs.add({ digest, size }, size);
  }
  return { executions, logs, artifacts, caches, blobs };
}

async function referencesTo(tables: ServerTables, digest: string): Promise<number> {
  const counts = await Promise.all(
    (["artifacts", "cache_entries"] as const).map((table) =>
      tables
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("digest", "=", digest)
        .executeTakeFirstOrThrow(),
    ),
  );
  return counts.reduce((sum, { count }) => sum + Number(count), 0);
}

function part<Item>(most: number) {
  const items: Item[] = [];
  return {
    count: 0,
    bytes: 0,
    items,
    add(item: Item, size: number): void {
      this.count += 1;
      this.bytes += size;
      if (items.length < most) items.push(item);
    },
  };
}
