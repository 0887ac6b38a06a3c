import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { notFound, Problem } from "../../problems/problem.ts";
import { type Link, readLink } from "../links.ts";
import type { HeldRun } from "./held-run.ts";

/** Which executions this server answers for, and which another of the database does. */
export interface HeldRuns {
  get(executionId: string): HeldRun | undefined;
  /** Throws `not-found`, `already-ended`, or `unavailable` for what another server holds. */
  require(executionId: string): Promise<HeldRun>;
  /**
   * Of what is not held here: the link of what another server holds or is to hold, undefined for what has ended. Throws
   * `not-found`.
   */
  elsewhere(executionId: string): Promise<Link | undefined>;
}

export interface HeldRunsOptions {
  readonly tables: ServerTables;
  readonly database: Pick<ServerDatabase, "kind">;
  /** Whether this server runs anything. */
  readonly runsHere: boolean;
  readonly held: ReadonlyMap<string, HeldRun>;
}

export function createHeldRuns({ tables, database, runsHere, held }: HeldRunsOptions): HeldRuns {
  // On an embedded database, only a server that runs nothing leaves it to another.
  const isShared = database.kind === "postgres" || !runsHere;

  async function elsewhere(executionId: string): Promise<Link | undefined> {
    const link = await readLink(tables, executionId);
    if (link === undefined) throw notFound("execution", executionId);
    if (link.detail.remote !== undefined) throw ranElsewhere(link.detail.remote.url);
    if (!isShared || link.state === "ended") return undefined;
    // It may have ended just now, with something still to be written.
    const row = await tables
      .selectFrom("executions")
      .select("outcome")
      .where("id", "=", executionId)
      .executeTakeFirst();
    return row?.outcome == null ? link : undefined;
  }

  return {
    get: (executionId) => held.get(executionId),
    async require(executionId) {
      const run = held.get(executionId);
      if (run !== undefined) return run;
      if ((await elsewhere(executionId)) === undefined) throw alreadyEnded(executionId);
      throw new Problem("unavailable", `execution ${executionId} is held by another server`, {
        mend: "ask the server that it was started on",
      });
    },
    elsewhere,
  };
}

export function ranElsewhere(url: string): Problem {
  return new Problem("not-supported", "this execution is one of its host of code, and is only watched from here", {
    mend: `do it there: ${url}`,
  });
}

export function alreadyEnded(executionId: string): Problem {
  return new Problem("already-ended", `execution ${executionId} has ended`, {
    mend: "run it again, if that was the wish",
  });
}
