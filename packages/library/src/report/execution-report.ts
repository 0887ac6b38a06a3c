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
  /** Markdown that its steps added to HEADRACE_SUMMARY; empty when none did. */
  readonly summary: string;
}

export interface FailureReport {
  readonly instance: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  /** It counts as success for what follows. */
  readonly allowed: boolean;
  readonly message?: string;
  /** The step that decided it; absent where all steps did well and the stage failed for something else. */
  readonly step?: string;
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly excerpt: LogExcerpt;
  /** The first of its test cases that failed. */
  readonly failedTests: readonly FailedTest[];
}

export interface FailedTest {
  readonly name: string;
  readonly suite: string;
  readonly message?: string;
}

export interface ReportSources {
  readonly plan: ExecutionPlan;
  readonly events: readonly ExecutionEvent[];
  readonly catalog: Pick<Catalog, "artifacts" | "tests">;
  readonly logs: Pick<LogStore, "open">;
}

/**
 * Puts together what is kept of an execution. A log that is gone leaves its excerpts empty. Throws what the catalog and
 * the logs throw.
 */
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
        summary: facts.summaries.get(instance.instance) ?? "",
      };
    }),
    criticalPath: whereTimeWent(plan, state, facts.firstStarts),
    failures: await Promise.all(
      instances
        .filter(({ instance }) => hasFailed(instance))
        .map(({ stage, instance }) => explain(instance, { plan, facts, logs, catalog, stage })),
    ),
  };
}

interface Facts {
  readonly tests: ReadonlyMap<string, EventOf<"tests.reported">>;
  readonly warnings: ReadonlyMap<string, string[]>;
  readonly summaries: ReadonlyMap<string, string>;
  /** Steps that ran, by `instance` and attempt. */
  readonly steps: ReadonlyMap<string, RanStep[]>;
  /** When the first attempt of each instance started, in epoch milliseconds. */
  readonly firstStarts: ReadonlyMap<string, number>;
}

interface RanStep {
  readonly started: EventOf<"step.started">;
  finished?: EventOf<"step.finished">;
}

function factsOf(events: readonly ExecutionEvent[]): Facts {
  const tests = new Map<string, EventOf<"tests.reported">>();
  const warnings = new Map<string, string[]>();
  const summaries = new Map<string, string>();
  const steps = new Map<string, RanStep[]>();
  const firstStarts = new Map<string, number>();
  for (const event of events) {
    switch (event.type) {
      case "stage.started":
        if (!firstStarts.has(event.instance)) firstStarts.set(event.instance, event.at);
        break;
      case "tests.reported":
        tests.set(event.instance, event);
        break;
      case "annotation":
        if (event.level !== "notice") listFor(warnings, event.instance).push(annotationText(event));
        break;
      case "summary.added":
        summaries.set(event.instance, `${summaries.get(event.instance) ?? ""}${event.markdown.trimEnd()}\n`);
        break;
      case "step.started":
        listFor(steps, keyOf(event)).push({ started: event });
        break;
      case "step.finished": {
        const ran = steps.get(keyOf(event))?.at(-1);
        if (ran !== undefined) ran.finished = event;
        break;
      }
    }
  }
  return { tests, warnings, summaries, steps, firstStarts };
}

function listFor<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: Item[] = [];
  lists.set(key, made);
  return made;
}

function annotationText({ file, line, message }: EventOf<"annotation">): string {
  if (file === undefined) return message;
  return `${file}${line === undefined ? "" : `:${line}`}: ${message}`;
}

function keyOf(reference: { readonly instance: string; readonly attempt: number }): string {
  return `${reference.attempt} ${reference.instance}`;
}

function hasFailed({ outcome, status }: InstanceState): boolean {
  if (status !== "finished" || outcome === undefined) return false;
  return ["failed", "timedOut", "outOfMemory", "infrastructure", "rejected"].includes(outcome);
}

interface Evidence {
  readonly plan: ExecutionPlan;
  readonly stage: string;
  readonly facts: Facts;
  readonly logs: ReportSources["logs"];
  readonly catalog: ReportSources["catalog"];
}

async function explain(instance: InstanceState, evidence: Evidence): Promise<FailureReport> {
  const { facts } = evidence;
  const steps = facts.steps.get(keyOf(instance)) ?? [];
  const failed = decidingStep(steps, evidence);
  const message = failed?.finished?.message ?? instance.message;
  const { signal } = failed?.finished ?? {};
  return {
    instance: instance.instance,
    attempt: instance.attempt,
    outcome: instance.outcome ?? "failed",
    allowed: instance.result === "success",
    exitCode: failed?.finished?.exitCode ?? instance.exitCode ?? null,
    ...(failed === undefined ? {} : { step: failed.started.name }),
    ...(signal === undefined ? {} : { signal }),
    ...(message === undefined ? {} : { message }),
    // A stage of a host of code does not tell its steps: all of its log may say why.
    excerpt:
      failed === undefined && steps.length > 0 ? { lines: [] } : await excerptOf(instance, { steps, failed, evidence }),
    failedTests: await failedTests(instance, evidence),
  };
}

/** The first step that did not succeed and was not allowed to fail; one that never finished was cut off. */
function decidingStep(steps: readonly RanStep[], { plan, stage }: Evidence): RanStep | undefined {
  const definition = plan.pipeline.stages.find(({ id }) => id === stage);
  return steps.find(({ started, finished }) => {
    if (finished === undefined) return started.phase !== "rollback";
    // What ran because the stage had failed did not decide that it did.
    if (finished.outcome === "success" || started.phase === "rollback") return false;
    const allow = definition?.[started.phase][started.step]?.allowFailure ?? false;
    if (typeof allow === "boolean") return !allow;
    return finished.exitCode === null || !allow.exitCodes.includes(finished.exitCode);
  });
}

/** Of the failed step's lines, or of all where there are no steps. */
async function excerptOf(
  { instance, attempt }: InstanceState,
  found: { readonly steps: readonly RanStep[]; readonly failed: RanStep | undefined; readonly evidence: Evidence },
): Promise<LogExcerpt> {
  const { steps, failed, evidence } = found;
  // Rejected, or kept from starting: it has no log.
  if (attempt === 0) return { lines: [] };
  await using reader = await evidence.logs.open({ executionId: evidence.plan.executionId, instance, attempt });
  if (reader === null) return { lines: [] };
  if (failed === undefined) return await failingLines(reader, { from: 1, to: reader.lineCount });
  const following = steps[steps.indexOf(failed) + 1];
  const to = following === undefined ? reader.lineCount : following.started.line - 1;
  return await failingLines(reader, { from: failed.started.line, to });
}

const listedTests = 5;

async function failedTests(
  { instance, attempt }: InstanceState,
  { plan, facts, catalog }: Evidence,
): Promise<readonly FailedTest[]> {
  if ((facts.tests.get(instance)?.failed ?? 0) === 0) return [];
  return (await catalog.tests(plan.executionId))
    .filter((row) => row.instance === instance && row.attempt === attempt && row.outcome === "failed")
    .slice(0, listedTests)
    .map(({ name, suite, message }) => ({ name, suite, ...(message === undefined ? {} : { message }) }));
}
