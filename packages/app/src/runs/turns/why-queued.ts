import type { SharedSlots } from "@headrace/engine/slots";
import type { ServerTables } from "@headrace/store/server";
import type { HeldRuns } from "../held/held-runs.ts";
import type { Runs, WhyQueued } from "../runs.ts";
import type { Admission } from "./admission.ts";
import { groupForPeople } from "./scoped-slots.ts";
import { groupAhead, whyQueuedElsewhere } from "./why-queued-elsewhere.ts";

export interface WhyQueuedOptions {
  readonly tables: ServerTables;
  readonly runs: HeldRuns;
  readonly admission: Admission;
  readonly slots: Pick<SharedSlots, "look">;
}

/** What an execution waits for: its turn, a place for its stages, or people. */
export function createWhyQueued({ tables, runs, admission, slots }: WhyQueuedOptions): Runs["whyQueued"] {
  return async (executionId) => {
    const run = runs.get(executionId);
    if (run === undefined) {
      const link = await runs.elsewhere(executionId);
      if (link === undefined) return null;
      return (await whyQueuedElsewhere(tables, link)) ?? (await waitsForPeople(tables, executionId));
    }
    const why = admission.why(executionId);
    if (why?.kind === "concurrency-group") {
      const named = { ...why, group: run.link.detail.concurrency?.group ?? why.group };
      // Nobody here: it waits for what other servers hold.
      return why.waitsFor.length > 0 ? named : ((await groupAhead(tables, run.link)) ?? named);
    }
    if (why !== null) return why;
    if (run.handle === undefined) {
      if (!run.opening) return await waitsForPeople(tables, executionId);
      // It may only be looking whether others of its group are there still.
      return (await groupAhead(tables, run.link)) ?? { kind: "starting" };
    }
    const waiting = slots.look().waiting.filter((each) => each.executionId === executionId);
    if (waiting.length === 0) return await waitsForPeople(tables, executionId);
    return {
      kind: "stages",
      waiting: waiting.map(({ stage, instance, group }) => ({
        stage,
        instance,
        ...(group === undefined ? {} : { group: groupForPeople(group, run.link.repositoryId) }),
      })),
    };
  };
}

async function waitsForPeople(tables: ServerTables, executionId: string): Promise<WhyQueued | null> {
  const rows = await tables
    .selectFrom("approvals")
    .select(["id", "stage", "instance"])
    .where("execution_id", "=", executionId)
    .where("state", "=", "waiting")
    .orderBy("instance")
    .execute();
  if (rows.length > 0) return { kind: "approvals", waiting: rows };
  // A deployment that was interrupted had begun.
  const interrupted = await tables
    .selectFrom("stage_executions")
    .select(["stage", "instance"])
    .where("execution_id", "=", executionId)
    .where("status", "=", "waiting")
    .where("attempt", ">", 0)
    .orderBy("instance")
    .execute();
  return interrupted.length === 0 ? null : { kind: "interrupted-deployments", waiting: interrupted };
}
