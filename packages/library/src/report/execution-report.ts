import type { ArtifactRow, Catalog, LogStore } from "@headrace/engine";
import {
  type EventOf,
  type ExecutionEvent,
  type ExecutionPlan,
  type ExecutionState,
  type InstanceState,
  initialState,
  type Outcome,
  reduce,
  stagesOf,
} from "@headrace/execution";
import { failingLines, type LogExcerpt } from "./failing-lines.ts";
import { type PathPart, whereTimeWent } from "./where-time-went.ts";

/** What a person wants to know of an execution, running or finished. */
export interface ExecutionReport {
  readonly plan: ExecutionPlan;
  readonly state: ExecutionState;
  readonly stages: readonly StageReport[];
  /** The chain of stages that decided how long it took, in order. */
  readonly criticalPath: readonly PathPart[];
  readonly failures: readonly FailureReport[];
}

export interface StageReport {
  readonly stage: string;
  readonly instance: InstanceState;
  readonly tests?: EventOf<"tests.reported">;
  readonly artifacts: readonly ArtifactRow[];
  readonly warnings: readonly string[];
}

export interface FailureReport {
  readonly instance: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  /** It counts as success for what follows. */
  readonly allowed: boolean;
  readonly message?: string;
  readonly step?: string;
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly excerpt: LogExcerpt;
}

export interface ReportSources {
  readonly plan: ExecutionPlan;
  readonly events: readonly ExecutionEvent[];
  readonly catalog: Catalog;
  readonly logs: LogStore;
}

export async function reportExecution(sources: ReportSources): Promise<ExecutionReport> {
  const { plan, events, catalog, logs } = sources;
  const state = events.reduce<ExecutionState>(reduce, initialState(plan));
  const artifacts = await catalog.artifacts(plan.executionId);
  const instances = [...stagesOf(state)].flatMap((stage) =>
    stage.instances.map((instance) => ({ stage: stage.id, instance })),
  );
  const facts = factsOf(events);
  return {
    plan,
    state,
    stages: instances.map(({ stage, instance }) => {
      const tests = facts.tests.get(instance.instance);
      return {
        stage,
        instance,
        ...(tests === undefined ? {} : { tests }),
        artifacts: artifacts.filter((artifact) => artifact.instance === instance.instance),
        warnings: facts.warnings.get(instance.instance) ?? [],
      };
    }),
    criticalPath: whereTimeWent(plan, state),
    failures: await Promise.all(
      instances
        .filter(({ instance }) => hasFailed(instance))
        .map(({ instance }) => explain(instance, { plan, facts, logs })),
    ),
  };
}

interface Facts {
  readonly tests: ReadonlyMap<string, EventOf<"tests.reported">>;
  readonly warnings: ReadonlyMap<string, string[]>;
  /** Steps that ran, by `instance` and attempt. */
  readonly steps: ReadonlyMap<string, RanStep[]>;
}

interface RanStep {
  readonly started: EventOf<"step.started">;
  finished?: EventOf<"step.finished">;
}

function factsOf(events: readonly ExecutionEvent[]): Facts {
  const tests = new Map<string, EventOf<"tests.reported">>();
  const warnings = new Map<string, string[]>();
  const steps = new Map<string, RanStep[]>();
  for (const event of events) {
    switch (event.type) {
      case "tests.reported":
        tests.set(event.instance, event);
        break;
      case "annotation":
        if (event.level !== "notice")
          warnings.set(event.instance, [...(warnings.get(event.instance) ?? []), event.message]);
        break;
      case "step.started": {
        const key = keyOf(event);
        steps.set(key, [...(steps.get(key) ?? []), { started: event }]);
        break;
      }
      case "step.finished": {
        const ran = steps.get(keyOf(event))?.at(-1);
        if (ran !== undefined) ran.finished = event;
        break;
      }
    }
  }
  return { tests, warnings, steps };
}

function keyOf(reference: { readonly instance: string; readonly attempt: number }): string {
  return `${reference.attempt} ${reference.instance}`;
}

function hasFailed({ outcome, status }: InstanceState): boolean {
  if (status !== "finished" || outcome === undefined) return false;
  return ["failed", "timedOut", "outOfMemory", "infrastructure"].includes(outcome);
}

async function explain(
  instance: InstanceState,
  { plan, facts, logs }: { plan: ExecutionPlan; facts: Facts; logs: LogStore },
): Promise<FailureReport> {
  const steps = facts.steps.get(keyOf(instance)) ?? [];
  const failed =
    steps.find((step) => step.finished !== undefined && step.finished.outcome !== "success") ?? steps.at(-1);
  const following = failed === undefined ? undefined : steps[steps.indexOf(failed) + 1];
  const message = failed?.finished?.message ?? instance.message;
  return {
    instance: instance.instance,
    attempt: instance.attempt,
    outcome: instance.outcome ?? "failed",
    allowed: instance.result === "success",
    exitCode: failed?.finished?.exitCode ?? instance.exitCode ?? null,
    ...(failed === undefined ? {} : { step: failed.started.name }),
    ...(failed?.finished?.signal === undefined ? {} : { signal: failed.finished.signal }),
    ...(message === undefined ? {} : { message }),
    excerpt: failed === undefined ? { lines: [] } : await excerpt(),
  };

  async function excerpt(): Promise<LogExcerpt> {
    const address = { executionId: plan.executionId, instance: instance.instance, attempt: instance.attempt };
    await using reader = await logs.open(address);
    if (reader === null || failed === undefined) return { lines: [] };
    const to = following === undefined ? reader.lineCount : following.started.line - 1;
    return await failingLines(reader, { from: failed.started.line, to });
  }
}
