import type { ExecutionOutcome } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { Kysely } from "kysely";
import type { Database } from "../database/database.ts";
import type { ReadSchema } from "../database/read-schema.ts";
import { type ExecutionRow, executionOf } from "./rows.ts";

export interface ListQuery {
  readonly pipeline?: string;
  /** `unfinished`: those without an outcome yet. */
  readonly outcome?: ExecutionOutcome | "unfinished";
  readonly status?: ListedStatus;
  readonly branch?: string;
  readonly limit: number;
  /** Of an earlier page; opaque. */
  readonly cursor?: string;
}

/** How far it has come, as people and servers call it, and as it is kept. */
const keptStatuses = { queued: ["created"], running: ["running", "cancelling"], ended: ["finished"] } as const;
export type ListedStatus = keyof typeof keptStatuses;

export interface ExecutionPage {
  readonly executions: readonly ExecutionRow[];
  /** Gives the next page; absent on the last one. */
  readonly cursor?: string;
}

interface Position {
  readonly createdAt: number;
  readonly id: string;
}

/** The listing query. The query builder is loaded when the first list is asked for: a plain run never is. */
export function createExecutionList(database: Database): (query: ListQuery) => Promise<ExecutionPage> {
  let reader: Promise<Kysely<ReadSchema>> | undefined;
  return async (query) => {
    const after = query.cursor === undefined ? undefined : positionOf(query.cursor);
    reader ??= import("../database/query-builder.ts").then(({ createQueryBuilder }) =>
      createQueryBuilder(database.server),
    );
    try {
      return await listExecutions(await reader, query, after);
    } catch (cause) {
      throw database.server.explain(cause, "list executions");
    }
  };
}

async function listExecutions(
  reader: Kysely<ReadSchema>,
  query: ListQuery,
  after: Position | undefined,
): Promise<ExecutionPage> {
  let select = reader.selectFrom("executions").selectAll().orderBy("created_at", "desc").orderBy("id", "desc");
  if (query.pipeline !== undefined) select = select.where("pipeline", "=", query.pipeline);
  if (query.branch !== undefined) select = select.where("branch", "=", query.branch);
  if (query.status !== undefined) select = select.where("status", "in", keptStatuses[query.status]);
  if (query.outcome === "unfinished") select = select.where("outcome", "is", null);
  else if (query.outcome !== undefined) select = select.where("outcome", "=", query.outcome);
  if (after !== undefined) {
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  // One more than asked for tells whether there is a next page.
  const rows = await select.limit(query.limit + 1).execute();
  const executions = rows.slice(0, query.limit).map((row) => executionOf({ ...row }));
  const last = executions.at(-1);
  return rows.length > query.limit && last !== undefined ? { executions, cursor: cursorOf(last) } : { executions };
}

function cursorOf({ createdAt, id }: Position): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString("base64url");
}

function positionOf(cursor: string): Position {
  const parts = parsed(Buffer.from(cursor, "base64url").toString("utf8"));
  if (Array.isArray(parts)) {
    const [createdAt, id]: readonly unknown[] = parts;
    if (typeof createdAt === "number" && typeof id === "string") return { createdAt, id };
  }
  throw new HeadraceError("invalid-argument", "the cursor is not one that a list gave", {
    mend: "leave it out to start from the newest execution",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
