import type { ServerTables } from "@headrace/store/server";
import type { Link } from "./links.ts";
import type { WhyQueued } from "./runs.ts";

/** What the database tells of an execution that another server answers for; null for what waits for nothing but people. */
export async function whyQueuedElsewhere(tables: ServerTables, link: Link): Promise<WhyQueued | null> {
  if (link.state === "queued") return (await groupAhead(tables, link)) ?? { kind: "another-server" };
  const waiting = await tables
    .selectFrom("stage_executions")
    .select(["stage", "instance"])
    .where("execution_id", "=", link.executionId)
    .where("status", "=", "queued")
    .orderBy("instance")
    .execute();
  return waiting.length === 0 ? null : { kind: "stages", waiting };
}

/** Those of its concurrency group that run or came before it, where they are as many as may run. */
async function groupAhead(tables: ServerTables, link: Link): Promise<WhyQueued | undefined> {
  const { concurrency } = link.detail;
  if (concurrency === undefined) return undefined;
  const rows = await tables
    .selectFrom("execution_links")
    .select("execution_id")
    .where("repository_id", "=", link.repositoryId)
    .where("concurrency_group", "=", concurrency.group)
    .where("state", "!=", "ended")
    .where("execution_id", "!=", link.executionId)
    .where((eb) =>
      eb.or([
        eb("state", "=", "running"),
        eb(eb.refTuple("created_at", "execution_id"), "<", eb.tuple(link.createdAt, link.executionId)),
      ]),
    )
    .orderBy("created_at")
    .orderBy("execution_id")
    .execute();
  const { group, limit } = concurrency;
  if (rows.length < limit) return undefined;
  return { kind: "concurrency-group", group, limit, waitsFor: rows.map((row) => row.execution_id) };
}
