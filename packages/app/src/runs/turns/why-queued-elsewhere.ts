import type { ServerTables } from "@headrace/store/server";
import type { Link } from "../links.ts";
import type { WhyQueued } from "../runs.ts";
import { othersOfGroup } from "./group-turns.ts";

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

/** Those of its concurrency group that run or came before it, on whichever server, where they are as many as may run. */
export async function groupAhead(tables: ServerTables, link: Link): Promise<WhyQueued | undefined> {
  const { concurrency } = link.detail;
  if (concurrency === undefined) return undefined;
  const ahead = (await othersOfGroup(tables, link)).filter(({ state, isOlder }) => state === "running" || isOlder);
  const { group, limit } = concurrency;
  if (ahead.length < limit) return undefined;
  return { kind: "concurrency-group", group, limit, waitsFor: ahead.map(({ executionId }) => executionId) };
}
