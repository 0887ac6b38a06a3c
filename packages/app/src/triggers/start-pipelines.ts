import type { RepositoriesTable } from "@headrace/store/server";
import type { Actor } from "../access/principal.ts";
import { contains } from "../paging/contains.ts";
import { problemOf } from "../problems/problem-of.ts";
import { type Link, linkOf } from "../runs/links.ts";
import type { Runs } from "../runs/runs.ts";
import { type EvaluateTriggersNeeds, evaluateTriggers, type TriggerDecision } from "./evaluate-triggers.ts";
import { describeEvent, type RepositoryEvent } from "./repository-event.ts";

export interface StartPipelinesNeeds extends EvaluateTriggersNeeds {
  readonly runs: Pick<Runs, "start">;
}

export interface StartPipelinesRequest {
  readonly repository: RepositoriesTable;
  readonly event: RepositoryEvent;
  readonly actor: Actor;
  /** The person who wants it done again. */
  readonly onBehalfOf?: Actor;
  /** Of what tells of the event; the same when it is worked on again, so that nothing is started twice. */
  readonly cause: TriggerCause;
}

export interface TriggerCause {
  readonly delivery: string;
  /** It is worked on for the first time: nothing can have been started by it. */
  readonly isFirst: boolean;
  /** A person wants it done again, whatever was done before. */
  readonly byHand: boolean;
}

/** What came of an event for each active pipeline. */
export interface StartedPipelines {
  readonly event: string;
  readonly commit: string;
  readonly pipelines: readonly PipelineResult[];
  /** It failed for a reason that may pass, and is worth another try. */
  readonly again: boolean;
}

export interface PipelineResult {
  readonly pipelineId: string;
  readonly name: string;
  readonly outcome: "started" | "not-started" | "failed";
  readonly reason: string;
  readonly executionId?: string;
}

/** Problems that may be gone the next time. */
const passing = new Set(["unavailable", "limit-reached", "internal", "storage-full"]);

/** Whether trying again may help. */
export function mayPass(error: unknown): boolean {
  return passing.has(problemOf(error).code);
}

/** Starts what the event starts; a pipeline that cannot be started keeps no other from it. Throws what `Sources.open` throws. */
export async function startPipelines(
  needs: StartPipelinesNeeds,
  request: StartPipelinesRequest,
): Promise<StartedPipelines> {
  const { commit, decisions } = await evaluateTriggers(needs, request.repository, request.event);
  const pipelines: PipelineResult[] = [];
  let again = false;
  for (const decision of decisions) {
    try {
      pipelines.push(await startOne(needs, request, { decision, commit }));
    } catch (error) {
      const { code, message } = problemOf(error);
      if (mayPass(error)) again = true;
      const outcome = code === "forbidden" ? "not-started" : "failed";
      pipelines.push({ ...nameOf(decision), outcome, reason: message });
    }
  }
  return { event: describeEvent(request.event), commit, pipelines, again };
}

async function startOne(
  needs: StartPipelinesNeeds,
  request: StartPipelinesRequest,
  { decision, commit }: { readonly decision: TriggerDecision; readonly commit: string },
): Promise<PipelineResult> {
  const { event, actor, onBehalfOf, cause } = request;
  const named = nameOf(decision);
  if (!decision.starts) return { ...named, outcome: "not-started", reason: decision.reason };
  const key = `${describeEvent(event)} ${commit}`;
  const before = cause.isFirst ? undefined : await startedBy(needs, decision, { delivery: cause.delivery, key });
  if (before !== undefined) return { ...named, outcome: "started", reason: decision.reason, executionId: before };
  if (event.kind === "pullRequest" && event.action === "updated" && !cause.byHand) {
    const earlier = await runOf(needs, decision, { pullRequest: event.number, commit });
    if (earlier !== undefined) {
      return {
        ...named,
        outcome: "not-started",
        reason: `Execution ${earlier} was for the same commit of it already.`,
      };
    }
  }
  const { id: executionId } = await needs.runs.start({
    ...decision.request,
    actor,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    detail: {
      delivery: cause.delivery,
      event: key,
      ...(event.kind === "pullRequest" ? { pullRequest: event.number, commit } : {}),
    },
  });
  return { ...named, outcome: "started", reason: decision.reason, executionId };
}

/** The execution that this delivery started when it was worked on before; the server may have died just after. */
async function startedBy(
  { tables }: StartPipelinesNeeds,
  decision: TriggerDecision,
  { delivery, key }: { readonly delivery: string; readonly key: string },
): Promise<string | undefined> {
  const links = await linksThatName(tables, decision, delivery);
  return links.find(({ detail: { from } }) => from?.delivery === delivery && from.event === key)?.executionId;
}

/** An execution of the pipeline for a commit of a pull request: some senders tell of a changed title as of changed code. */
async function runOf(
  { tables }: StartPipelinesNeeds,
  decision: TriggerDecision,
  { pullRequest, commit }: { readonly pullRequest: string; readonly commit: string },
): Promise<string | undefined> {
  const links = await linksThatName(tables, decision, commit);
  return links.find(({ detail: { from } }) => from?.pullRequest === pullRequest && from.commit === commit)?.executionId;
}

/** What such an event started of the pipeline before, with this text somewhere in what is known of it. */
async function linksThatName(
  tables: StartPipelinesNeeds["tables"],
  { pipelineId, request }: TriggerDecision,
  text: string,
): Promise<readonly Link[]> {
  const rows = await tables
    .selectFrom("execution_links")
    .selectAll()
    .where("pipeline_id", "=", pipelineId)
    .where("trigger_kind", "=", request.event)
    .where(contains("detail", text))
    .execute();
  return rows.map(linkOf);
}

function nameOf({ pipelineId, name }: TriggerDecision): Pick<PipelineResult, "pipelineId" | "name"> {
  return { pipelineId, name };
}
