import type { ServerTables } from "@headrace/store/server";
import type { Link } from "../runs/links.ts";

/** What a repository's host did started it, so that its people wait for it there. As the column `trigger_kind` has it. */
export const toldTriggers = ["push", "tag", "pull_request"] as const;

export type Concern =
  | { readonly isTold: true }
  /** Why not, for people; where `canAsk`, `WriteBacks.ask` makes it told. */
  | { readonly isTold: false; readonly canAsk: boolean; readonly why: string; readonly mend: string };

export type Concerned = Pick<Link, "executionId" | "repositoryId" | "trigger" | "trust" | "detail">;

/** Whether an execution is told to its repository's host: by itself, or because somebody asked for it. */
export async function concernOf(tables: ServerTables, link: Concerned): Promise<Concern> {
  const reach = await reachOf(tables, link);
  if (!reach.isTold || toldTriggers.some((known) => known === link.trigger)) return reach;
  const asked = await tables
    .selectFrom("write_backs")
    .select("id")
    .where("execution_id", "=", link.executionId)
    .limit(1)
    .executeTakeFirst();
  if (asked !== undefined) return reach;
  return {
    isTold: false,
    canAsk: true,
    why: "only what a push, a tag or a pull request started is told by itself",
    mend: "ask for it: `executions.write-back`",
  };
}

async function reachOf(tables: ServerTables, { repositoryId, trust, detail }: Concerned): Promise<Concern> {
  if (detail.remote !== undefined)
    return not("it runs on the host itself", "look at its page there: its host knows it");
  const watched = await tables
    .selectFrom("forge_repositories as watched")
    .innerJoin("connections", "connections.id", "watched.connection_id")
    .select(["kind", "watched.write_back as ofRepository", "connections.write_back as ofConnection"])
    .where("watched.id", "=", repositoryId)
    .executeTakeFirst();
  if (watched === undefined) {
    return not("no connection reaches the repository's host", "connect it: `connections.connect-repositories`");
  }
  if (watched.ofConnection === 0) {
    return not("it is switched off for the connection", "switch it on: `connections.update` with `writeBack: true`");
  }
  if (watched.ofRepository === 0) {
    return not("it is switched off for the repository", "switch it on: `repositories.write-back`");
  }
  // GitHub has the commits of pull requests in the repository itself; Data Center is told in the fork.
  const isTold = watched.kind === "github" || (watched.kind === "bitbucket-data-center" && detail.toldIn !== undefined);
  if (trust === "fork" && !isTold) {
    return not("the commit is in a fork, which this connection does not reach", "connect the fork, and run it there");
  }
  return { isTold: true };
}

function not(why: string, mend: string): Concern {
  return { isTold: false, canAsk: false, why, mend };
}
