import type { ServerTables } from "@headrace/store/server";
import type { Link } from "../runs/links.ts";

/** What a repository's host did started it, so that its people wait for it there. As the column `trigger_kind` has it. */
export const toldTriggers = ["push", "tag", "pull_request"] as const;

export interface Concern {
  readonly isTold: boolean;
  /** Why not, for people. */
  readonly why?: string;
}

/** Whether an execution is told to its repository's host at all. */
export async function concernOf(
  tables: ServerTables,
  { repositoryId, trigger }: Pick<Link, "repositoryId" | "trigger">,
): Promise<Concern> {
  if (!toldTriggers.some((known) => known === trigger)) {
    return { isTold: false, why: "only what a push, a tag or a pull request started is told to the host" };
  }
  const watched = await tables
    .selectFrom("forge_repositories as watched")
    .innerJoin("connections", "connections.id", "watched.connection_id")
    .select(["watched.write_back as ofRepository", "connections.write_back as ofConnection"])
    .where("watched.id", "=", repositoryId)
    .executeTakeFirst();
  if (watched === undefined) return { isTold: false, why: "no connection reaches the repository's host" };
  if (watched.ofConnection === 0) return { isTold: false, why: "it is switched off for the connection" };
  if (watched.ofRepository === 0) return { isTold: false, why: "it is switched off for the repository" };
  return { isTold: true };
}
