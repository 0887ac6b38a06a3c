import { resolve } from "node:path";
import type { AttemptResult, EventBody, StepPhase } from "@headrace/execution";
import { evaluateTemplate, formatDuration, HeadraceError } from "@headrace/pipeline";
import { faultPoint } from "../faults.ts";
import { createStepLog } from "../logs/step-log.ts";
import type { LogWriter, StageSession } from "../ports/index.ts";
import { createStepFiles, type StepFiles } from "../step-files/step-files.ts";
import { prepareWorkspace } from "../workspaces/prepare-workspace.ts";
import { createAnnotationLimit } from "./annotation-limit.ts";
import { storeArtifacts, unpackNeededArtifacts } from "./artifacts-phase.ts";
import { type Attempt, attemptReference, type WorkingAttempt } from "./attempt.ts";
import { type CacheToSave, restoreCaches, saveCaches } from "./caches-phase.ts";
import { baseEnvironment } from "./environment.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { createProgress, fail, type Progress } from "./progress.ts";
import { reportTests } from "./reports-phase.ts";
import { evaluateIn } from "./stage-scope.ts";
import { messageOf, runSteps, type StepRunner } from "./step-runner.ts";
import { durationOf, evaluateVariables } from "./variables.ts";

/** The longest that cleanup may take once the work was stopped. Milliseconds. */
const cleanupLimit = 5 * 60_000;

/** An attempt's result, with the events that are to be recorded together with its end. */
export interface AttemptEnd {
  readonly result: AttemptResult;
  readonly trail: readonly EventBody[];
}

/**
 * Performs one attempt of a stage: workspace, artifacts in, caches, steps, after-steps, reports,
 * artifacts out, outputs. Never throws for what the user's program does; a fault of the
 * surroundings becomes the outcome `infrastructure`, unless nothing can go on without it
 * (the journal, the disk), which is thrown.
 */
export async function runAttempt(attempt: Attempt): Promise<AttemptEnd> {
  const began = performance.now();
  const progress = createProgress({});
  const outputs: Record<string, string> = {};
  let writer: LogWriter | undefined;
  try {
    writer = attempt.services.logs.create({
      executionId: attempt.plan.executionId,
      instance: attempt.instance.instance,
      attempt: attempt.number,
    });
    await using workspace = await openWorkspace(attempt);
    const working: WorkingAttempt = { ...attempt, workspace: workspace.workspace };
    await work(working, { progress, outputs, writer });
  } catch (error) {
    if (isFatal(error)) throw error;
    // A stop ends the filling of the workspace too, and is then no fault.
    failWhenStopped(attempt.lifetimes, progress);
    fail(progress, { outcome: "infrastructure", message: messageOf(error) });
  } finally {
    writer?.close();
  }
  return {
    result: {
      outcome: progress.outcome,
      exitCode: progress.outcome === "success" ? 0 : progress.exitCode,
      durationMs: Math.round(performance.now() - began),
      outputs,
      ...(progress.message === undefined ? {} : { message: attempt.masker.maskText(progress.message) }),
    },
    trail: progress.trail,
  };
}

/** Faults after which no event could be stored, so that going on would lose what happens. */
function isFatal(error: unknown): boolean {
  if (!(error instanceof HeadraceError)) return false;
  return ["disk-full", "database-busy", "database-damaged", "data-directory-unwritable", "internal"].includes(
    error.code,
  );
}

async function openWorkspace(attempt: Attempt) {
  const workspace = await prepareWorkspace({
    mode: attempt.plan.workspace,
    checkout: attempt.stage.checkout,
    projectDirectory: attempt.projectDirectory,
    ...(attempt.trees === undefined ? {} : { trees: attempt.trees }),
    signal: attempt.lifetimes.work,
    dataDirectory: attempt.services.dataDirectory,
    temporary: attempt.temporary,
    outsideHome: attempt.services.outside.HOME,
  });
  return { workspace, [Symbol.asyncDispose]: () => workspace.remove() };
}

interface Work {
  readonly progress: Progress;
  readonly outputs: Record<string, string>;
  readonly writer: LogWriter;
}

async function work(attempt: WorkingAttempt, { progress, outputs, writer }: Work): Promise<void> {
  const { stage, lifetimes, services } = attempt;
  const settings = await resolveSettings(attempt, progress);
  if (settings === null) return;
  const stopTimer = startTimer(settings.timeout, (timeout) =>
    lifetimes.stop("timedOut", `the stage took longer than its timeout of ${formatDuration(timeout)}`),
  );
  const cleanup = limitCleanup(attempt);
  try {
    await unpackNeededArtifacts(attempt);
    const caches = await restoreCaches(attempt, progress);
    const session = await services.executor.open({
      executionId: attempt.plan.executionId,
      instance: attempt.instance.instance,
      attempt: attempt.number,
      workspace: attempt.workspace.root,
      ...(stage.resources?.memory === undefined ? {} : { memory: stage.resources.memory }),
    });
    const files = createStepFiles(`${attempt.temporary}.steps`, {
      mask: (text) => attempt.masker.maskText(text),
      spare: attempt.spareStepDirectories,
    });
    try {
      faultPoint("attempt.ready");
      await perform({ attempt, progress, writer, session, files, settings });
    } finally {
      await session.close();
      files.remove();
    }
    faultPoint("attempt.worked");
    await keep(attempt, progress, caches);
    await collectOutputs(attempt, progress, outputs);
    faultPoint("attempt.kept");
  } finally {
    stopTimer();
    cleanup();
  }
}

interface Settings {
  readonly workingDirectory: string;
  /** Milliseconds. */
  readonly timeout: number | null;
}

/** What is evaluated at the stage's start; null when it cannot be, which fails the stage. */
async function resolveSettings(attempt: WorkingAttempt, progress: Progress): Promise<Settings | null> {
  const { stage, plan, workspace, secrets } = attempt;
  try {
    const shared = { ...plan.pipeline.variables, ...plan.variables };
    const variables = await evaluateIn(attempt, { progress, secrets }, (scope) =>
      evaluateVariables({ ...shared, ...stage.variables, ...plan.variables }, scope),
    );
    progress.variables = { ...variables, ...secretVariables(stage.secrets, secrets) };
    return await evaluateIn(attempt, { progress }, (scope) => ({
      workingDirectory: resolve(
        workspace.root,
        stage.workingDirectory === undefined ? "" : evaluateTemplate(stage.workingDirectory, scope),
      ),
      timeout: durationOf(stage.timeout, scope),
    }));
  } catch (error) {
    fail(progress, { outcome: "failed", message: messageOf(error) });
    return null;
  }
}

function secretVariables(names: readonly string[], secrets: ReadonlyMap<string, string>): Record<string, string> {
  const variables: Record<string, string> = Object.create(null);
  for (const name of names) {
    const value = secrets.get(name);
    if (value === undefined) throw new Error(`secret "${name}" was not given`);
    variables[name] = value;
  }
  return variables;
}

async function perform(parts: {
  attempt: WorkingAttempt;
  progress: Progress;
  writer: LogWriter;
  session: StageSession;
  files: StepFiles;
  settings: Settings;
}): Promise<void> {
  const { attempt, progress, writer, session, files, settings } = parts;
  const { stage, plan, workspace, services, observer } = attempt;
  const reference = attemptReference(attempt);
  let current = { phase: "steps" as StepPhase, step: 0, stepName: "" };
  const annotations = createAnnotationLimit((annotation) => {
    progress.trail.push({ type: "annotation", ...reference, ...annotation });
  });
  const log = createStepLog({
    writer,
    masker: attempt.masker,
    onBatch: (batch) => observer.log?.(batch, { ...reference, ...current }),
    ready: () => observer.ready?.() ?? null,
    onAnnotation: annotations.add,
    onMask: attempt.keepMask,
    onNotice: (message) => observer.notice?.(message),
  });
  const runner: StepRunner = {
    attempt,
    session,
    files,
    log,
    progress,
    workingDirectory: settings.workingDirectory,
    onStep: (phase, step, stepName) => {
      current = { phase, step, stepName };
    },
    baseEnvironment: baseEnvironment({
      plan,
      stage: stage.id,
      attempt: attempt.number,
      workspace: workspace.root,
      home: workspace.home,
      executionUrl: "",
      outside: services.outside,
    }),
  };
  try {
    await runSteps(runner, "steps", stage.steps);
    failWhenStopped(attempt.lifetimes, progress);
    await runSteps(runner, "afterSteps", stage.afterSteps);
  } finally {
    log.close();
    annotations.close();
  }
}

function failWhenStopped({ stopped, stopMessage }: Lifetimes, progress: Progress): void {
  if (stopped === null) return;
  fail(progress, { outcome: stopped, ...(stopMessage === undefined ? {} : { message: stopMessage }) });
}

/** Reports, artifacts and caches of what was produced, whatever became of the work. */
async function keep(attempt: WorkingAttempt, progress: Progress, caches: readonly CacheToSave[]): Promise<void> {
  await reportTests(attempt, progress);
  await storeArtifacts(attempt, progress);
  await saveCaches(attempt, progress, caches);
}

async function collectOutputs(
  attempt: WorkingAttempt,
  progress: Progress,
  outputs: Record<string, string>,
): Promise<void> {
  const reference = attemptReference(attempt);
  for (const [name, template] of Object.entries(attempt.stage.outputs)) {
    let value: string;
    try {
      value = await evaluateIn(attempt, { progress }, (scope) => evaluateTemplate(template, scope));
    } catch (error) {
      fail(progress, { outcome: "failed", message: `output "${name}": ${messageOf(error)}` });
      continue;
    }
    if (attempt.masker.containsSecret(value)) {
      const message = `output "${name}" contains a secret and was dropped`;
      progress.trail.push({ type: "annotation", ...reference, level: "warning", message });
      continue;
    }
    outputs[name] = value;
    progress.trail.push({ type: "output.set", ...reference, name, value });
  }
}

function startTimer(timeout: number | null, expired: (timeout: number) => void): () => void {
  if (timeout === null) return () => {};
  const timer = setTimeout(() => expired(timeout), timeout);
  return () => clearTimeout(timer);
}

/** Once the work is stopped, what is left gets a bounded time. */
function limitCleanup(attempt: WorkingAttempt): () => void {
  const { lifetimes } = attempt;
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => lifetimes.force(), cleanupLimit + attempt.options.gracePeriod);
  };
  lifetimes.work.addEventListener("abort", begin, { once: true });
  return () => {
    lifetimes.work.removeEventListener("abort", begin);
    clearTimeout(timer);
  };
}
