import type { ForgeRun, OnDemandRun, RepositoryName, Reviews } from "@headrace/forges";
import { z } from "zod";
import type { Collector } from "../collector/collector.ts";
import { type ObservedRun, observedStages, runNameOf } from "../collector/observed-run.ts";
import { type RecordNeeds, recordRun } from "../collector/record-run.ts";
import { readRemoteStages } from "../collector/remote-stages.ts";
import type { Connections } from "../connections/connections.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { alreadyEnded } from "../runs/held/held-runs.ts";
import type { StartedRun } from "../runs/runs.ts";
import { createRemoteArtifacts } from "./create-remote-artifacts.ts";
import type { RemoteControl } from "./remote-control.ts";
import { cannot, openPlace, type RemotePlace } from "./remote-place.ts";

export interface CreateRemoteControlOptions extends RecordNeeds {
  readonly connections: Pick<Connections, "open">;
  readonly collector: Pick<Collector, "readSoon">;
}

interface AskedOnHost {
  readonly reviews: Reviews;
  readonly repository: RepositoryName;
  readonly run: string;
}

export function createRemoteControl(options: CreateRemoteControlOptions): RemoteControl {
  const { tables, collector } = options;

  function rowOf(executionId: string) {
    return tables
      .selectFrom("forge_runs")
      .select(["repository_id", "run", "stages", "settled", "on_demand"])
      .where("execution_id", "=", executionId)
      .executeTakeFirst();
  }

  async function open(executionId: string) {
    const row = await rowOf(executionId);
    if (row === undefined) throw notFound("execution of a host of code", executionId);
    return { row, run: runNameOf(row.run), ...(await openPlace(options, row.repository_id)) };
  }

  /** What was begun on the host is an execution at once, before the next look finds it. */
  async function record({ watched }: RemotePlace, observed: Omit<ObservedRun, "stages">): Promise<StartedRun> {
    const { run } = observed;
    const { executionId: id } = await recordRun(options, watched, { ...observed, stages: observedStages([]) });
    await collector.readSoon(watched.repositoryId);
    return { id, number: run.number, state: run.state.kind === "queued" ? "queued" : "running" };
  }

  async function keepOnDemand(executionId: string, run: OnDemandRun): Promise<void> {
    const kept = { on_demand: JSON.stringify(run) };
    await tables.updateTable("forge_runs").set(kept).where("execution_id", "=", executionId).execute();
  }

  async function review(executionId: string, say: (asked: AskedOnHost) => Promise<void>): Promise<void> {
    const { forge, repository, run, row } = await open(executionId);
    if (forge.reviews === undefined) throw cannot(forge, "reviews.write");
    if (row.settled === 1) throw alreadyEnded(executionId);
    await say({ reviews: forge.reviews, repository, run: run.id });
    await collector.readSoon(row.repository_id);
  }

  return {
    holds: async (executionId) => (await rowOf(executionId)) !== undefined,

    async start(repositoryId, { actor, ...request }) {
      const place = await openPlace(options, repositoryId);
      const { control } = place.forge;
      if (control === undefined) throw cannot(place.forge, "runs.start");
      const run = await control.start(place.repository, request);
      return await record(place, { run, startedBy: actor });
    },

    async startOnDemand(repositoryId, { actor, ...request }) {
      const place = await openPlace(options, repositoryId);
      const { onDemand } = place.forge;
      if (onDemand === undefined) throw cannot(place.forge, "runs.on-demand");
      const run = await onDemand.start(place.repository, request);
      const { target, definition, pipeline } = request;
      const started = await record(place, { run, startedBy: actor });
      await keepOnDemand(started.id, { target: { ...target, ...commitOf(run) }, definition, pipeline });
      return started;
    },

    async stop(executionId, { force, signal }) {
      const { row, run, forge, repository } = await open(executionId);
      if (row.settled === 1) throw alreadyEnded(executionId);
      if (forge.control === undefined) throw cannot(forge, "runs.stop");
      const stopped = await forge.control.stop(repository, run.id, { force, signal });
      await collector.readSoon(row.repository_id);
      if (stopped === "over") throw alreadyEnded(executionId);
    },

    async rerun(executionId, { actor, part, variables, signal }) {
      const { row, run, ...place } = await open(executionId);
      if (row.settled === 0) throw notEnded(executionId);
      const { control } = place.forge;
      if (control === undefined) throw cannot(place.forge, "runs.rerun");
      const onDemand = row.on_demand === null ? undefined : onDemandRun.parse(JSON.parse(row.on_demand));
      const stage = part.kind === "from" ? stageId(row.stages, part.stage) : "";
      const again = await control.rerun(place.repository, {
        run,
        part: part.kind === "from" ? { kind: part.kind, stage } : part,
        variables,
        ...(onDemand === undefined ? {} : { onDemand }),
        signal,
      });
      const started = await record(place, { run: again, rerunOf: executionId, startedBy: actor });
      if (onDemand !== undefined) await keepOnDemand(started.id, onDemand);
      return started;
    },

    async reviews(executionId, signal) {
      const { forge, repository, run, row } = await open(executionId);
      if (forge.reviews === undefined || row.settled === 1) return [];
      return await forge.reviews.list(repository, run.id, signal);
    },

    async decide(executionId, decision) {
      await review(executionId, ({ reviews, repository, run }) => reviews.decide(repository, run, decision));
    },

    async approveFork(executionId, signal) {
      await review(executionId, ({ reviews, repository, run }) => reviews.approveFork(repository, run, signal));
    },

    async turnsOf(executionId, signal) {
      const { forge, repository, run, row } = await open(executionId);
      if (forge.queues === undefined || row.settled === 1) return [];
      return await forge.queues.turnsOf(repository, run.id, signal);
    },

    async containerLog(executionId, { stage, container, last, signal }) {
      const { forge, repository, run, row } = await open(executionId);
      if (forge.containerLogs === undefined) throw cannot(forge, "container-logs.read");
      const of = { repository, run: run.id, stage: stageId(row.stages, stage), container };
      return await forge.containerLogs.read({ ...of, part: { last }, signal });
    },

    artifacts: createRemoteArtifacts({ open, clock: options.clock }),
  };
}

/** The same again is the same commit, also where the branch has gone on. */
function commitOf({ target }: ForgeRun): { readonly commit?: string } {
  return target.commit === undefined ? {} : { commit: target.commit };
}

const onDemandRun: z.ZodType<OnDemandRun> = z.object({
  target: z.union([
    z.object({ kind: z.enum(["branch", "tag"]), name: z.string(), commit: z.string().exactOptional() }),
    z.object({ kind: z.literal("commit"), commit: z.string() }),
  ]),
  definition: z.string(),
  pipeline: z.string(),
});

function stageId(stages: string, name: string): string {
  const found = readRemoteStages(stages).find(({ key }) => key === name);
  if (found === undefined) throw notFound("stage of this execution", name);
  return found.id;
}

function notEnded(executionId: string): Problem {
  return new Problem("conflict", `execution ${executionId} has not ended`, {
    mend: "cancel it or wait for its end, then run it again",
  });
}
