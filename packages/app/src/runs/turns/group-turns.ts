import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { type Link, linkOf, setLinkState } from "../links.ts";

/** The turns of concurrency groups across all servers on one database, where what is marked as running is what counts. */
export interface GroupTurns {
  /** Marks the execution as running; false, and nothing is marked, while others of its group have to come before. */
  take(link: Link): Promise<boolean>;
}

export interface GroupTurnsOptions {
  readonly tables: ServerTables;
  readonly database: Pick<ServerDatabase, "kind">;
}

export function createGroupTurns({ tables, database }: GroupTurnsOptions): GroupTurns {
  return {
    async take(link) {
      const { executionId, repositoryId, detail } = link;
      const { concurrency } = detail;
      // An embedded database has one server, whose admission keeps the groups.
      if (database.kind === "sqlite" || concurrency === undefined) {
        await setLinkState(tables, executionId, { state: "running" });
        return true;
      }
      return await tables.transaction().execute(async (transaction) => {
        const name = `concurrency ${repositoryId} ${concurrency.group}`;
        await sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction);
        if (!(await isRunning(transaction, executionId))) {
          const others = await othersOfGroup(transaction, link);
          const running = others.filter(({ state }) => state === "running");
          // Nobody's own limit is ever exceeded.
          const limit = Math.max(1, Math.min(concurrency.limit, ...running.map((other) => other.limit)));
          if (running.length >= limit || others.some(({ state, isOlder }) => state === "queued" && isOlder))
            return false;
        }
        await setLinkState(transaction, executionId, { state: "running" });
        return true;
      });
    },
  };
}

/** Another of an execution's concurrency group that has not ended. */
export interface OtherOfGroup {
  readonly executionId: string;
  readonly state: "queued" | "running";
  /** Its own of the group. */
  readonly limit: number;
  readonly isOlder: boolean;
}

/** On whichever server, oldest first. */
export async function othersOfGroup(
  tables: ServerTables,
  { executionId, repositoryId, createdAt, detail: { concurrency } }: Link,
): Promise<readonly OtherOfGroup[]> {
  if (concurrency === undefined) return [];
  const rows = await tables
    .selectFrom("execution_links")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .where("concurrency_group", "=", concurrency.group)
    .where("state", "!=", "ended")
    .where("execution_id", "!=", executionId)
    .orderBy("created_at")
    .orderBy("execution_id")
    .execute();
  return rows.map(linkOf).map((other) => ({
    executionId: other.executionId,
    state: other.state === "queued" ? "queued" : "running",
    limit: other.detail.concurrency?.limit ?? 1,
    isOlder: other.createdAt === createdAt ? other.executionId < executionId : other.createdAt < createdAt,
  }));
}

async function isRunning(tables: ServerTables, executionId: string): Promise<boolean> {
  const row = await tables
    .selectFrom("execution_links")
    .select("state")
    .where("execution_id", "=", executionId)
    .executeTakeFirst();
  return row?.state === "running";
}
