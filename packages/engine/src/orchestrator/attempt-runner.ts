import { resolve } from "node:path";
import type { AttemptResult, EventBody } from "@headrace/execution";
import { evaluateTemplate, formatDuration, HeadraceError } from "@headrace/pipeline";
import { faultPoint } from "../faults.ts";
import { removeTree } from "../files/remove-tree.ts";
import type { LogWriter } from "../ports/index.ts";
import { prepareWorkspace } from "../workspaces/prepare-workspace.ts";
import { storeArtifacts, unpackNeededArtifacts } from "./artifacts-phase.ts";
import { type Attempt, attemptReference, type WorkingAttempt } from "./attempt.ts";
import { type CacheToSave, restoreCaches, saveCaches } from "./caches-phase.ts";
import { environmentUrlOf } from "./environment-url.ts";
import { reportGates } from "./gates-phase.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { createProgress, fail, type Progress } from "./progress.ts";
import { reportTests } from "./reports-phase.ts";
import { rollBack } from "./rollback-phase.ts";
import { evaluateIn } from "./stage-scope.ts";
import { withStageSecrets } from "./stage-secrets.ts";
import { messageOf, runSteps } from "./step-runner.ts";
import { inStepSession, type StepSessionParts } from "./step-session.ts";
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
  const delivered: Delivered = { outputs: {} };
  let writer: LogWriter | undefined;
  try {
    writer = attempt.services.logs.create({
      executionId: attempt.plan.executionId,
      instance: attempt.instance.instance,
      attempt: attempt.number,
    });
    await using workspace = await openWorkspace(attempt);
    const working: WorkingAttempt = { ...attempt, workspace: workspace.workspace };
    await work(working, { progress, delivered, writer });
    writer.close();
  } catch (error) {
    if (isFatal(error)) throw error;
    // A stop ends the filling of the workspace too, and is then no fault.
    failWhenStopped(attempt.lifetimes, progress);
    fail(progress, { outcome: "infrastructure", message: messageOf(error) });
  } finally {
    writer?.close();
  }
  const { environmentUrl, rollback } = delivered;
  const { environment } = attempt.instance;
  return {
    result: {
      outcome: progress.outcome,
      exitCode: progress.outcome === "success" ? 0 : progress.exitCode,
      durationMs: Math.round(performance.now() - began),
      outputs: delivered.outputs,
      ...(progress.used === null ? {} : { used: progress.used }),
      ...(progress.message === undefined ? {} : { message: attempt.masker.maskText(progress.message) }),
      ...(environment === undefined ? {} : { environment }),
      ...(environmentUrl === undefined ? {} : { environmentUrl }),
      ...(rollback === undefined ? {} : { rollback }),
    },
    trail: progress.trail,
  };
}

const fatal: readonly string[] = [
  "disk-full",
  "database-busy",
  "database-damaged",
  "database-unreachable",
  "data-directory-unwritable",
  "internal",
];

/** Faults after which no event could be stored, so that going on would lose what happens. */
function isFatal(error: unknown): boolean {
  if (!(error instanceof HeadraceError)) return false;
  return fatal.includes(error.code);
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
    removeTree: attempt.services.removeTree ?? removeTree,
  });
  return { workspace, [Symbol.asyncDispose]: () => workspace.remove() };
}

interface Work {
  readonly progress: Progress;
  readonly delivered: Delivered;
  readonly writer: LogWriter;
}

/** What the end of the attempt tells. */
interface Delivered {
  readonly outputs: Record<string, string>;
  environmentUrl?: string | undefined;
  rollback?: AttemptResult["rollback"];
}

async function work(opened: WorkingAttempt, { progress, delivered, writer }: Work): Promise<void> {
  const attempt = await withStageSecrets(opened, progress);
  if (attempt === null) return;
  const settings = await resolveSettings(attempt, progress);
  if (settings === null) return;
  const { workingDirectory } = settings;
  const parts: StepSessionParts = { attempt, progress, writer, workingDirectory };
  const stopTimer = startTimer(settings.timeout, (timeout) =>
    attempt.lifetimes.stop("timedOut", `the stage took longer than its timeout of ${formatDuration(timeout)}`),
  );
  const cleanup = limitCleanup(attempt);
  try {
    await deliver(parts, delivered);
  } catch (error) {
    if (isFatal(error)) throw error;
    fail(progress, { outcome: "infrastructure", message: messageOf(error) });
  } finally {
    stopTimer();
    // Half a rollback is worse than a long one: only a forced cancel ends it.
    cleanup();
  }
  delivered.rollback = await rollBack(parts);
}

async function deliver(parts: StepSessionParts, delivered: Delivered): Promise<void> {
  const { attempt, progress } = parts;
  const { stage } = attempt;
  await unpackNeededArtifacts(attempt);
  const caches = await restoreCaches(attempt, progress);
  await inStepSession(parts, async (runner) => {
    faultPoint("attempt.ready");
    await runSteps(runner, "steps", stage.steps);
    failWhenStopped(attempt.lifetimes, progress);
    await runSteps(runner, "afterSteps", stage.afterSteps);
  });
  faultPoint("attempt.worked");
  await keep(attempt, progress, caches);
  await collectOutputs(attempt, progress, delivered.outputs);
  delivered.environmentUrl = await environmentUrlOf(attempt, progress);
  faultPoint("attempt.kept");
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
    const inherited = { ...plan.inherited, ...(await environmentVariables(attempt)) };
    progress.variables = inherited;
    const variables = await evaluateIn(attempt, { progress, secrets }, (scope) =>
      evaluateVariables({ ...shared, ...stage.variables, ...plan.variables }, scope),
    );
    progress.variables = { ...inherited, ...variables, ...secretVariables(stage.secrets, secrets) };
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

async function environmentVariables({ instance, secretSource }: WorkingAttempt) {
  return instance.environment === undefined ? {} : await secretSource?.variablesFor?.(instance.environment);
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

function failWhenStopped({ stopped, stopMessage }: Lifetimes, progress: Progress): void {
  if (stopped === null) return;
  fail(progress, { outcome: stopped, ...(stopMessage === undefined ? {} : { message: stopMessage }) });
}

/** Reports, gates, artifacts and caches of what was produced, whatever became of the work. */
async function keep(attempt: WorkingAttempt, progress: Progress, caches: readonly CacheToSave[]): Promise<void> {
  reportGates(attempt, progress, await reportTests(attempt, progress));
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
