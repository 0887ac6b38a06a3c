import { type ForgeState, stateOfResult } from "@headrace/forges";
import { linkDetailOf } from "../runs/links.ts";
import type { EndedPart } from "../webhooks/kinds/webhook-kind.ts";
import { type ObservedStage, runNameOf } from "./observed-run.ts";
import { type RecordNeeds, recordRun, type Watched } from "./record-run.ts";
import type { SeenChange } from "./reliability/seen-change.ts";
import { readRemoteStages } from "./remote-stages.ts";

/**
 * Records what a delivery says to have ended of runs that are known here. In any order, and again, it changes nothing twice.
 */
export async function recordEnded(needs: RecordNeeds, watched: Watched, parts: readonly EndedPart[]): Promise<Ended> {
  let isAll = parts.length > 0;
  const changes: SeenChange[] = [];
  for (const key of new Set(parts.map(({ run }) => run))) {
    const mine = parts.filter(({ run }) => run === key);
    const one = await recordOne(needs, watched, { key, parts: mine });
    isAll &&= one.isAll;
    changes.push(...one.changes);
  }
  return { isAll, changes };
}

export interface Ended {
  /**
   * That was all there is to know: runs that ended with all their stages. What ran on, or is told in a word that is not
   * known, wants a look.
   */
  readonly isAll: boolean;
  readonly changes: readonly SeenChange[];
}

interface Told {
  readonly key: string;
  readonly parts: readonly EndedPart[];
}

async function recordOne(needs: RecordNeeds, watched: Watched, { key, parts }: Told): Promise<Ended> {
  const row = await needs.tables
    .selectFrom("forge_runs")
    .innerJoin("executions", "executions.id", "forge_runs.execution_id")
    .innerJoin("execution_links", "execution_links.execution_id", "executions.id")
    .select(["settled", "stages", "executions.number", "executions.created_at", "detail"])
    .where("forge_runs.repository_id", "=", watched.repositoryId)
    .where("forge_runs.run", "=", key)
    .executeTakeFirst();
  if (row === undefined) return { isAll: false, changes: [] };
  if (row.settled === 1) return { isAll: true, changes: [] };
  const known = readRemoteStages(row.stages);
  const stages = known.flatMap((stage) => endedStage(stage, parts) ?? []);
  const ended = new Set(stages.map(({ id }) => id));
  const whole = parts.find(({ stage }) => stage === undefined);
  const result = whole === undefined ? undefined : endOf(whole);
  const isKnown = parts.every(({ stage }) => stage === undefined || known.some(({ id }) => id === stage));
  const isSettled = known.length > 0 && known.every(({ id, isOver }) => isOver || ended.has(id));
  const isWhole = result !== undefined && isKnown && isSettled;
  if (!isWhole && stages.length === 0) return { isAll: false, changes: [] };
  const { changes } = await recordRun(needs, watched, {
    run: {
      ...runNameOf(key),
      number: row.number,
      state: isWhole ? result : { kind: "running", word: "RUNNING" },
      target: { kind: "unknown" },
      trigger: "unknown",
      createdAt: row.created_at,
      ...(whole?.finishedAt === undefined ? {} : { finishedAt: whole.finishedAt }),
      url: linkDetailOf(row.detail).remote?.url ?? "",
    },
    stages,
  });
  return { isAll: isWhole, changes };
}

function endedStage(
  { id, key }: { readonly id: string; readonly key: string },
  parts: readonly EndedPart[],
): ObservedStage | undefined {
  const part = parts.find(({ stage }) => stage === id);
  const state = part === undefined ? undefined : endOf(part);
  if (part?.startedAt === undefined || part.finishedAt === undefined || state === undefined) return undefined;
  return { id, key, name: key, state, startedAt: part.startedAt, finishedAt: part.finishedAt };
}

/** Undefined for a word that the host's interface does not use: its own answer is asked for then. */
function endOf({ word }: EndedPart): ForgeState | undefined {
  const state = stateOfResult(word);
  return state.kind === "finished" ? state : undefined;
}
