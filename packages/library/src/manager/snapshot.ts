import { type ExecutionState, type InstanceState, type Outcome, stageOf } from "@headrace/execution";
import type { LoadedPipeline } from "./loaded-pipeline.ts";
import type { Pipeline, PipelineJob, PipelineStage, PipelineStatus, Progress } from "./pipeline.ts";

/** What is known of a run beside its definition. */
export interface RunFacts {
  /** Null before anything is stored. */
  readonly state: ExecutionState | null;
  /** The end of each stage's output, by the id of the Headrace stage. */
  readonly outputs: ReadonlyMap<string, string>;
  /** When the run was asked for. Epoch milliseconds. */
  readonly startedAt: number;
  /** Set when Headrace itself failed. */
  readonly fault?: { readonly message: string; readonly at: number };
}

const pending: Progress = { status: "PENDING", startedAt: null, finishedAt: null, durationMs: null };

/** The pipeline as it stands: before any run without facts, and during and after one with them. */
export function snapshot(loaded: LoadedPipeline, facts?: RunFacts): Pipeline {
  const { config, model, dialect, warnings } = loaded;
  let position = 0;
  const stages = config.stages.map((stage): PipelineStage => {
    const jobs = stage.jobs.map((job): { readonly shown: PipelineJob; readonly allowed: boolean } => {
      const id = model.stages[position]?.id ?? "";
      position++;
      return jobOf({ id, job }, facts);
    });
    return { ...stage, jobs: jobs.map(({ shown }) => shown), ...stageProgress(jobs, facts) };
  });
  return {
    ...config,
    stages,
    dialect,
    model,
    warnings,
    ...pipelineProgress(facts),
    executionId: facts?.state?.plan.executionId ?? null,
    error: facts?.fault?.message ?? null,
  };
}

function jobOf(
  { id, job }: { readonly id: string; readonly job: LoadedPipeline["config"]["stages"][number]["jobs"][number] },
  facts: RunFacts | undefined,
): { readonly shown: PipelineJob; readonly allowed: boolean } {
  const stage = facts?.state == null ? undefined : stageOf(facts.state, id);
  const instances = stage?.instances ?? [];
  const last = instances.findLast((instance) => instance.result === "failure") ?? instances.at(-1);
  const shown = {
    ...job,
    id,
    ...(facts?.fault === undefined ? instancesProgress(instances) : faultProgress(instances, facts.fault.at)),
    exitCode: last?.exitCode ?? null,
    message: last?.message ?? last?.skipDetail ?? null,
    output: facts?.outputs.get(id) ?? "",
  };
  return { shown, allowed: shown.status === "FAILURE" && stage?.result === "success" };
}

function instancesProgress(instances: readonly InstanceState[]): Progress {
  if (instances.length === 0) return pending;
  const statuses = instances.map(statusOf);
  return {
    status: worst(statuses),
    ...times(instances.map(({ startedAt, finishedAt }) => ({ startedAt, finishedAt }))),
  };
}

/** Headrace broke off: what was at work is lost, what had not begun never will. */
function faultProgress(instances: readonly InstanceState[], at: number): Progress {
  const progress = instancesProgress(instances);
  if (progress.status === "PENDING") return { ...pending, status: "SKIPPED" };
  if (progress.status !== "RUNNING" || progress.startedAt === null) return progress;
  return between("FAILURE", progress.startedAt.getTime(), at);
}

function stageProgress(
  jobs: readonly { readonly shown: PipelineJob; readonly allowed: boolean }[],
  facts: RunFacts | undefined,
): Progress {
  if (jobs.length === 0) {
    const over = facts?.state?.status === "finished";
    return over ? { ...pending, status: "SUCCESS" } : pending;
  }
  const statuses = jobs.map(({ shown, allowed }) => (allowed ? "SUCCESS" : shown.status));
  const started = statuses.some((status) => status !== "PENDING");
  // Between two jobs nothing runs, and the stage is still at work.
  const status = started && statuses.includes("PENDING") ? "RUNNING" : worst(statuses);
  return {
    status,
    ...times(
      jobs.map(({ shown }) => ({ startedAt: shown.startedAt?.getTime(), finishedAt: shown.finishedAt?.getTime() })),
      status === "RUNNING",
    ),
  };
}

function pipelineProgress(facts: RunFacts | undefined): Progress {
  if (facts === undefined) return pending;
  const { state, startedAt, fault } = facts;
  if (fault !== undefined) return between("FAILURE", startedAt, fault.at);
  if (state?.status !== "finished") {
    return { status: "RUNNING", startedAt: new Date(startedAt), finishedAt: null, durationMs: null };
  }
  const status = state.outcome === "success" ? "SUCCESS" : state.outcome === "cancelled" ? "CANCELLED" : "FAILURE";
  return between(status, startedAt, state.finishedAt ?? startedAt);
}

function between(status: PipelineStatus, start: number, end: number): Progress {
  return { status, startedAt: new Date(start), finishedAt: new Date(end), durationMs: Math.max(0, end - start) };
}

function statusOf(instance: InstanceState): PipelineStatus {
  switch (instance.status) {
    case "pending":
    case "queued":
    case "waiting":
      return "PENDING";
    case "running":
    case "cancelling":
    case "retrying":
      return "RUNNING";
    case "finished":
      return ofOutcome(instance.outcome);
  }
}

function ofOutcome(outcome: Outcome | undefined): PipelineStatus {
  switch (outcome) {
    case "success":
      return "SUCCESS";
    case "cancelled":
      return "CANCELLED";
    case "skipped":
    case undefined:
      return "SKIPPED";
    case "failed":
    case "timedOut":
    case "outOfMemory":
    case "infrastructure":
    case "rejected":
    case "unknown":
      return "FAILURE";
  }
}

/** Of several: what is still to come before what went wrong, that before what went well; skipped only if all were. */
function worst(statuses: readonly PipelineStatus[]): PipelineStatus {
  const order = ["RUNNING", "PENDING", "FAILURE", "CANCELLED", "SUCCESS"] as const;
  return order.find((status) => statuses.includes(status)) ?? "SKIPPED";
}

function times(
  parts: readonly { readonly startedAt: number | undefined; readonly finishedAt: number | undefined }[],
  unfinished = parts.some(({ startedAt, finishedAt }) => startedAt !== undefined && finishedAt === undefined),
): Omit<Progress, "status"> {
  const starts = parts.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = parts.flatMap(({ startedAt, finishedAt }) => (startedAt === undefined ? [] : (finishedAt ?? [])));
  if (starts.length === 0) return { startedAt: null, finishedAt: null, durationMs: null };
  const start = Math.min(...starts);
  if (unfinished || ends.length === 0) return { startedAt: new Date(start), finishedAt: null, durationMs: null };
  const end = Math.max(...ends);
  return { startedAt: new Date(start), finishedAt: new Date(end), durationMs: end - start };
}
