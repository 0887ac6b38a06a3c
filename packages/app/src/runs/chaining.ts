import type { Clock, IdSource } from "@headrace/engine";
import type { ExecutionOutcome, ExecutionState } from "@headrace/execution";
import { parseDefinitionText } from "@headrace/library/project";
import type { PipelineTrigger } from "@headrace/pipeline";
import type { PipelinesTable, ServerTables } from "@headrace/store/server";
import { recordAudit } from "../audit/record-audit.ts";
import { settingsOf } from "../pipelines/settings.ts";
import { problemOf } from "../problems/problem-of.ts";
import { type Link, linkOf } from "./links.ts";
import type { RunRequest, StartedRun } from "./runs.ts";

export interface Chaining {
  /** Whether the end of such an execution may start another. */
  concerns(link: Link): boolean;
  /** Starts the pipelines that name the ended execution's; each once, however often it is called. */
  onEnded(link: Link, state: ExecutionState): Promise<void>;
}

export interface ChainingOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
  start(request: RunRequest): Promise<StartedRun>;
  report(what: string, error: unknown): void;
}

/** Executions in one chain at most, the first one included. */
export const longestChain = 10;
/** Definitions whose triggers are remembered. */
const mostRemembered = 5000;

/**
 * Active pipelines of the same organization whose `triggers.pipeline` names the one that ended. They run at the same commit
 * in the same repository, on the default branch of another. No pipeline comes twice in a chain. What a stranger's
 * change or a pull request ran starts nothing: it would be trusted more than it was.
 */
export function createChaining(options: ChainingOptions): Chaining {
  const { tables } = options;
  const remembered = new Map<string, readonly PipelineTrigger[]>();

  async function triggersOf({ id, version, name }: PipelinesTable): Promise<readonly PipelineTrigger[]> {
    const key = `${id} ${version}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const row = await tables
      .selectFrom("pipeline_versions")
      .select("text")
      .where("pipeline_id", "=", id)
      .where("version", "=", version)
      .executeTakeFirst();
    const { pipeline } = await parseDefinitionText({ text: row?.text ?? "", path: name });
    const triggers = pipeline?.triggers?.pipeline ?? [];
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, triggers);
    return triggers;
  }

  async function isStarted(pipelineId: string, upstream: Link): Promise<boolean> {
    const rows = await tables
      .selectFrom("execution_links")
      .selectAll()
      .where("pipeline_id", "=", pipelineId)
      .where("trigger_kind", "=", "pipeline")
      .where("created_at", ">=", upstream.createdAt)
      .execute();
    return rows.some((row) => linkOf(row).detail.upstream === upstream.executionId);
  }

  async function follow(link: Link, { plan }: ExecutionState, downstream: PipelinesTable): Promise<void> {
    const chain = [...(link.detail.chain ?? []), ...(link.pipelineId === undefined ? [] : [link.pipelineId])];
    const refused = refusalOf(chain, downstream);
    if (refused !== undefined) {
      await recordAudit(options, {
        actor: { kind: "pipeline", id: link.pipelineId ?? "", name: plan.pipeline.name },
        operation: "pipelines.chain",
        outcome: "refused",
        organizationId: link.organizationId,
        target: "pipeline",
        targetId: downstream.id,
        detail: { upstream: link.executionId, why: refused },
      });
      return;
    }
    const { branch, commit, tag } = plan.git;
    await options.start({
      organizationId: link.organizationId,
      repositoryId: downstream.repository_id,
      pipelineId: downstream.id,
      event: "pipeline",
      actor: { kind: "pipeline", id: link.pipelineId ?? "", name: plan.pipeline.name },
      onBehalfOf: link.detail.onBehalfOf ?? link.actor,
      trust: "own",
      upstream: { executionId: link.executionId, chain },
      git: downstream.repository_id === link.repositoryId ? { branch, commit, tag } : {},
    });
  }

  return {
    concerns: ({ pipelineId, trust }) => pipelineId !== undefined && trust === "own",

    async onEnded(link, state) {
      const { pipelineId, organizationId } = link;
      if (pipelineId === undefined) return;
      const pipelines = await tables
        .selectFrom("pipelines")
        .selectAll()
        .where("organization_id", "=", organizationId)
        .where("archived_at", "is", null)
        .where((eb) => eb.or([eb("active", "=", 1), eb("id", "=", pipelineId)]))
        .execute();
      const names = [state.plan.pipeline.name, pipelines.find(({ id }) => id === pipelineId)?.name];
      for (const downstream of pipelines) {
        try {
          if (downstream.active !== 1 || settingsOf(downstream.settings).paused) continue;
          const triggers = await triggersOf(downstream);
          const isNamed = triggers.some(({ pipeline, on }) => names.includes(pipeline) && answers(on, state.outcome));
          if (isNamed && !(await isStarted(downstream.id, link))) await follow(link, state, downstream);
        } catch (error) {
          // One that cannot be started keeps no other from it.
          // Refused where nobody may run it: that is recorded, and no fault.
          if (problemOf(error).code === "forbidden") continue;
          options.report(`starting pipeline ${downstream.id} after execution ${link.executionId}`, error);
        }
      }
    },
  };
}

function answers(on: PipelineTrigger["on"], outcome: ExecutionOutcome | undefined): boolean {
  if (on.includes("always")) return true;
  if (outcome === "success") return on.includes("success");
  return outcome !== "cancelled" && on.includes("failure");
}

function refusalOf(chain: readonly string[], downstream: PipelinesTable): string | undefined {
  if (chain.includes(downstream.id)) return `"${downstream.name}" has run in this chain already`;
  if (chain.length >= longestChain) return `a chain has at most ${longestChain} executions`;
  return undefined;
}
