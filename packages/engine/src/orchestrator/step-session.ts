import type { StageUse, StepPhase } from "@headrace/execution";
import { createStepLog } from "../logs/step-log.ts";
import type { LogWriter } from "../ports/index.ts";
import { createStepFiles } from "../step-files/step-files.ts";
import { createAnnotationLimit } from "./annotation-limit.ts";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import { baseEnvironment } from "./environment.ts";
import type { Progress } from "./progress.ts";
import type { StepRunner } from "./step-runner.ts";

export interface StepSessionParts {
  readonly attempt: WorkingAttempt;
  readonly progress: Progress;
  readonly writer: LogWriter;
  /** Absolute. */
  readonly workingDirectory: string;
  /** Waits for what it needs also when the work is stopped. */
  readonly outlivesStop?: boolean;
}

/** Opens the executor for the attempt and runs steps in it; when this has settled, nothing of them is alive. */
export async function inStepSession(
  parts: StepSessionParts,
  run: (runner: StepRunner) => Promise<void>,
): Promise<void> {
  const { attempt } = parts;
  const { stage, services } = attempt;
  const session = await services.executor.open({
    executionId: attempt.plan.executionId,
    instance: attempt.instance.instance,
    attempt: attempt.number,
    workspace: attempt.workspace.root,
    ...(attempt.workspace.isolated ? { directories: [attempt.temporary] } : {}),
    signal: patience(parts),
    ...(stage.resources?.memory === undefined ? {} : { memory: stage.resources.memory }),
  });
  const { masker, temporary } = attempt;
  const files = attempt.workspace.isolated
    ? createStepFiles(temporary, { masker, isThere: true })
    : createStepFiles(`${temporary}.steps`, {
        masker,
        spare: attempt.spareStepDirectories,
        ...(session.own === undefined ? {} : { made: session.own }),
      });
  try {
    await withLog(parts, (rest) => run({ attempt, session, files, progress: parts.progress, ...rest }));
  } finally {
    if (session.used !== undefined) parts.progress.used = together(parts.progress.used, session.used());
    await session.close();
    files.remove();
  }
}

/** Of the work and of its rollback; as before where nothing was measured. */
function together(before: StageUse | null, { cpuMs, peakMemory }: StageUse): StageUse | null {
  if (cpuMs === undefined && peakMemory === undefined) return before;
  return {
    ...before,
    ...(cpuMs === undefined ? {} : { cpuMs: (before?.cpuMs ?? 0) + cpuMs }),
    ...(peakMemory === undefined ? {} : { peakMemory: Math.max(before?.peakMemory ?? 0, peakMemory) }),
  };
}

/** A stage that is stopped before it could begin has nothing to clean up after. */
function patience({ attempt: { lifetimes }, outlivesStop = false }: StepSessionParts): AbortSignal {
  return outlivesStop || lifetimes.work.aborted ? lifetimes.cleanup : lifetimes.work;
}

async function withLog(
  { attempt, progress, writer, workingDirectory }: StepSessionParts,
  run: (rest: Pick<StepRunner, "log" | "onStep" | "baseEnvironment" | "workingDirectory">) => Promise<void>,
): Promise<void> {
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
    onAnnotation: (annotation) => {
      if (annotation.level === "warning") progress.warnings += 1;
      annotations.add(annotation);
    },
    onMask: attempt.keepMask,
    onNotice: (message) => observer.notice?.(message),
  });
  observer.unfinished?.(() => log.unfinished(), reference);
  const environment = baseEnvironment({
    plan,
    stage: stage.id,
    attempt: attempt.number,
    workspace: workspace.root,
    home: workspace.home,
    executionUrl: services.executionUrl?.(plan.executionId) ?? "",
    outside: services.outside,
  });
  try {
    await run({
      log,
      workingDirectory,
      baseEnvironment: environment,
      onStep: (phase, step, stepName) => {
        current = { phase, step, stepName };
      },
    });
  } finally {
    log.close();
    annotations.close();
  }
}
