import { delimiter, resolve } from "node:path";
import { type EventBody, type Outcome, resultOf, type StepPhase } from "@headrace/execution";
import { evaluateCondition, evaluateTemplate, formatDuration, type Step } from "@headrace/pipeline";
import type { StepLog } from "../logs/step-log.ts";
import type { StageSession, StepExit } from "../ports/index.ts";
import type { StepFileContents, StepFiles } from "../step-files/step-files.ts";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { fail, type Progress } from "./progress.ts";
import { evaluateIn } from "./stage-scope.ts";
import { durationOf, evaluateVariables } from "./variables.ts";

export interface StepRunner {
  readonly attempt: WorkingAttempt;
  readonly session: StageSession;
  readonly files: StepFiles;
  readonly log: StepLog;
  readonly progress: Progress;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly workingDirectory: string;
  /** Told before a step's first output. */
  onStep(phase: StepPhase, step: number, name: string): void;
}

interface PlacedStep {
  readonly step: Step;
  readonly index: number;
  readonly phase: StepPhase;
  /** Of the steps before it in its phase. */
  readonly outcome: Outcome;
  /** Run in spite of a stop that came before it: only what ends the cleanup ends it. */
  readonly cleaning: boolean;
}

/**
 * Runs the steps of one phase in order, each whose condition holds. Gives the outcome of the phase: that of its first
 * step that failed and was not allowed to.
 */
export async function runSteps(runner: StepRunner, phase: StepPhase, steps: readonly Step[]): Promise<Outcome> {
  const { attempt, progress } = runner;
  let outcome: Outcome = "success";
  for (const [index, step] of steps.entries()) {
    const { stopped } = attempt.lifetimes;
    // Between two steps nothing was running that could be stopped: it is the next step that does not begin.
    if (stopped !== null && phase === "steps") fail(progress, stoppedBy(attempt.lifetimes));
    const cleaning = phase !== "steps" || stopped !== null;
    const ended = await runStep(runner, { step, index, phase, outcome, cleaning });
    if (outcome === "success") outcome = ended;
  }
  return outcome;
}

/** What it means for its phase. */
async function runStep(runner: StepRunner, placed: PlacedStep): Promise<Outcome> {
  const { attempt, progress } = runner;
  const { step, index, phase } = placed;
  const reference = { ...attemptReference(attempt), step: index, phase, name: attempt.masker.maskText(step.name) };
  try {
    if (!(await wanted(runner, placed))) {
      progress.trail.push({ type: "step.skipped", ...reference });
      remember(progress, step, { outcome: "skipped", allowed: false });
      return "success";
    }
  } catch (error) {
    remember(progress, step, { outcome: "failed", allowed: false });
    fail(progress, { outcome: "failed", message: `the condition of step "${step.name}": ${messageOf(error)}` });
    return "failed";
  }
  const started: EventBody = {
    type: "step.started",
    ...reference,
    ...(step.id === undefined ? {} : { id: step.id }),
    line: runner.log.nextLine,
  };
  await attempt.record([...progress.trail.splice(0), started]);
  runner.onStep(phase, index, reference.name);
  if (phase === "steps") progress.begun = true;
  const startedAt = performance.now();
  const end = await performStep(runner, placed);
  runner.log.endStep();
  const outputs = takeOver(runner, step, end);
  const allowed = allows(step.allowFailure, end.exitCode);
  progress.trail.push({
    type: "step.finished",
    ...reference,
    outcome: end.outcome,
    exitCode: end.exitCode,
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    durationMs: Math.round(performance.now() - startedAt),
    ...(end.message === undefined ? {} : { message: attempt.masker.maskText(end.message) }),
  });
  remember(progress, step, { outcome: end.outcome, allowed, outputs });
  if (end.outcome === "success" || (allowed && end.outcome !== "cancelled")) return "success";
  fail(progress, end);
  return end.outcome;
}

/** What `${{ steps.<id> }}` says of a step from now on, in GitHub's words. */
function remember(
  progress: Progress,
  step: Step,
  end: { outcome: Outcome; allowed: boolean; outputs?: Readonly<Record<string, string>> },
): void {
  if (step.id === undefined) return;
  progress.steps[step.id] = {
    outputs: end.outputs ?? {},
    outcome: resultOf(end.outcome, false),
    conclusion: resultOf(end.outcome, end.allowed),
  };
}

interface StepEnd {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly message?: string;
  readonly files?: StepFileContents;
}

/**
 * What is understood where no status function is asked: that all went well so far in the stage, or in the rollback
 * alone; of `afterSteps` nothing, since they clean up after whatever happened.
 */
async function wanted({ attempt, progress }: StepRunner, { step, phase, outcome }: PlacedStep): Promise<boolean> {
  const { when } = step;
  const understood = phase === "afterSteps" || (phase === "rollback" ? outcome : progress.outcome) === "success";
  if (when === undefined) return understood;
  return await evaluateIn(attempt, { progress }, (scope) => evaluateCondition(when, scope, () => understood).value);
}

interface ResolvedStep {
  readonly script: string;
  readonly variables: Record<string, string>;
  /** Absolute. */
  readonly workingDirectory: string;
  /** Milliseconds. */
  readonly timeout: number | null;
}

async function resolveStep({ attempt, progress, workingDirectory }: StepRunner, step: Step): Promise<ResolvedStep> {
  const withSecrets = { progress, secrets: attempt.secrets };
  const variables = await evaluateIn(attempt, withSecrets, (scope) => evaluateVariables(step.variables, scope));
  return await evaluateIn(attempt, { progress, variables }, (scope) => ({
    variables,
    script: evaluateTemplate(step.run, scope),
    workingDirectory:
      step.workingDirectory === undefined
        ? workingDirectory
        : resolve(attempt.workspace.root, evaluateTemplate(step.workingDirectory, scope)),
    timeout: durationOf(step.timeout, scope),
  }));
}

async function performStep(runner: StepRunner, { step, cleaning }: PlacedStep): Promise<StepEnd> {
  const { lifetimes } = runner.attempt;
  let resolved: ResolvedStep;
  try {
    resolved = await resolveStep(runner, step);
  } catch (error) {
    return { outcome: "failed", exitCode: null, message: messageOf(error) };
  }
  const { timeout } = resolved;
  const lifetime = cleaning ? lifetimes.cleanup : lifetimes.work;
  const timer = new AbortController();
  const stepTimer = timeout === null ? undefined : setTimeout(() => timer.abort(), timeout);
  try {
    const stop = timeout === null ? lifetime : AbortSignal.any([lifetime, timer.signal]);
    const { exit, files } = await runScript(runner, step, { ...resolved, stop });
    const stopped = lifetime.aborted ? stoppedBy(lifetimes) : null;
    return { ...endOf(exit, { timedOut: timer.signal.aborted, timeout, stopped }), files };
  } finally {
    clearTimeout(stepTimer);
  }
}

async function runScript(
  runner: StepRunner,
  step: Step,
  resolved: ResolvedStep & { readonly stop: AbortSignal },
): Promise<{ exit: StepExit; files: StepFileContents }> {
  const { attempt, progress, session, log, baseEnvironment } = runner;
  const variables = { ...progress.variables, ...resolved.variables };
  const files = runner.files.begin();
  const exit = await session.run({
    name: step.name,
    script: resolved.script,
    shell: step.shell,
    workingDirectory: resolved.workingDirectory,
    environment: { ...baseEnvironment, ...variables, ...pathOf(runner, variables), ...files.environment },
    output: log,
    stop: resolved.stop,
    kill: attempt.lifetimes.kill,
    gracePeriod: attempt.options.gracePeriod,
  });
  return { exit, files: files.read() };
}

interface Stopped {
  readonly outcome: "cancelled" | "timedOut";
  readonly message?: string;
}

function stoppedBy({ stopped, stopMessage }: Lifetimes): Stopped {
  return { outcome: stopped ?? "cancelled", ...(stopMessage === undefined ? {} : { message: stopMessage }) };
}

function endOf(exit: StepExit, how: { timedOut: boolean; timeout: number | null; stopped: Stopped | null }): StepEnd {
  const facts = { exitCode: exit.exitCode, ...(exit.signal === undefined ? {} : { signal: exit.signal }) };
  if (exit.notStarted !== undefined) return { ...facts, outcome: "infrastructure", message: exit.notStarted };
  if (exit.outOfMemory)
    return { ...facts, outcome: "outOfMemory", message: "the memory limit of the stage was reached" };
  if (how.stopped !== null) return { ...facts, ...how.stopped };
  if (how.timedOut && how.timeout !== null) {
    const message = `the step took longer than its timeout of ${formatDuration(how.timeout)}`;
    return { ...facts, outcome: "timedOut", message };
  }
  if (exit.exitCode === 0) return { ...facts, outcome: "success" };
  return { ...facts, outcome: "failed", ...(exit.signal === undefined ? {} : { message: `ended by ${exit.signal}` }) };
}

/** What the step wrote to its files becomes variables, paths, summary, and the outputs that are given back. */
function takeOver(runner: StepRunner, step: Step, end: StepEnd): Readonly<Record<string, string>> {
  const { attempt, progress } = runner;
  const { files } = end;
  if (files === undefined) return {};
  const reference = attemptReference(attempt);
  const warn = (message: string): void => {
    progress.trail.push({
      type: "annotation",
      ...reference,
      level: "warning",
      message: attempt.masker.maskText(message),
    });
  };
  for (const problem of files.problems) warn(problem);
  const kept: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(files.outputs)) {
    if (attempt.masker.containsSecret(value)) {
      warn(`output "${name}" of step "${step.name}" contains a secret and was dropped`);
    } else if (step.id === undefined) {
      warn(`output "${name}" was set by a step without an id, so nothing can read it; give the step an id`);
    } else {
      kept[name] = value;
      progress.trail.push({ type: "output.set", ...reference, step: step.id, name, value });
    }
  }
  progress.variables = { ...progress.variables, ...files.environment };
  progress.paths = [...files.paths.toReversed(), ...progress.paths];
  if (files.summary !== "") {
    progress.trail.push({ type: "summary.added", ...reference, markdown: files.summary });
  }
  return kept;
}

/** PATH with the directories that steps added before it. */
function pathOf(
  { progress, baseEnvironment }: StepRunner,
  variables: Readonly<Record<string, string>>,
): { PATH?: string } {
  if (progress.paths.length === 0) return {};
  const path = variables.PATH ?? baseEnvironment.PATH;
  return { PATH: [...progress.paths, ...(path === undefined ? [] : [path])].join(delimiter) };
}

export function allows(
  allowFailure: boolean | { readonly exitCodes: readonly number[] },
  exitCode: number | null,
): boolean {
  if (typeof allowFailure === "boolean") return allowFailure;
  return exitCode !== null && allowFailure.exitCodes.includes(exitCode);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
