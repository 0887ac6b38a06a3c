import { type Action, type ExecutionState, type InstanceState, type StageState, stagesOf } from "@headrace/execution";

/** What is due, by looking at every stage: the plain reading of the rules that `decide` must agree with. */
export interface NaiveView {
  readonly settle: readonly string[];
  readonly cancel: readonly string[];
  readonly drop: readonly string[];
  /** Approvals that are decided or over. */
  readonly conclude: readonly string[];
  /** Everything that could start if there were slots enough. */
  readonly startable: readonly string[];
  readonly running: number;
  readonly settled: number;
}

/**
 * `places` remembers, from one look at an execution to the next, who was given one of a stage's `maxParallel` places:
 * one that is queued keeps its place, even when another comes later that stands before it in the matrix.
 */
export function naiveView(state: ExecutionState, now: number, places: Set<string>): NaiveView {
  const settle: string[] = [];
  const cancel: string[] = [];
  const drop: string[] = [];
  const conclude: string[] = [];
  const startable: string[] = [];
  let running = 0;
  let settled = 0;
  for (const stage of stagesOf(state)) {
    if (stage.status === "due") settle.push(stage.id);
    if (stage.status === "settled") settled += 1;
    const matrix = state.plan.pipeline.stages.find(({ id }) => id === stage.id)?.matrix;
    const halted = matrix?.failFast === true && stage.instances.some(({ result }) => result === "failure");
    const admitted = admittedTo(stage, matrix?.maxParallel ?? Number.POSITIVE_INFINITY, places);
    for (const instance of stage.instances) {
      if (instance.status === "running" || instance.status === "cancelling") running += 1;
      const ended = halted || (state.status === "cancelling" && (state.forced || !instance.outlivesCancel));
      const waits = ["queued", "retrying", "waiting"].includes(instance.status);
      if (ended && instance.status === "running") cancel.push(instance.instance);
      if (ended && waits) drop.push(instance.instance);
      if (!ended && isOver(instance, now)) conclude.push(instance.instance);
      const ready =
        (instance.status === "queued" && admitted.has(instance)) ||
        (instance.status === "retrying" && (instance.nextAttemptAt ?? 0) <= now);
      if (!ended && ready) startable.push(instance.instance);
    }
  }
  return { settle, cancel, drop, conclude, startable, running, settled };
}

function admittedTo(stage: StageState, maxParallel: number, places: Set<string>): ReadonlySet<InstanceState> {
  const busy = stage.instances.filter(
    ({ status, attempt }) =>
      ["running", "cancelling", "retrying"].includes(status) ||
      ((status === "waiting" || status === "queued") && attempt > 0),
  );
  const fresh = stage.instances.filter(({ status, attempt }) => status === "queued" && attempt === 0);
  const keeping = fresh.filter(({ instance }) => places.has(instance));
  const free = Math.max(0, maxParallel - busy.length - keeping.length);
  const given = fresh.filter((instance) => !keeping.includes(instance)).slice(0, free);
  for (const { instance } of given) places.add(instance);
  return new Set([...busy, ...keeping, ...given]);
}

function isOver({ status, waitingFor, approval }: InstanceState, now: number): boolean {
  if (status !== "waiting" || waitingFor !== "approval" || approval === undefined) return false;
  const { decisions, minimum, expiresAt, outcome } = approval;
  const approvals = decisions.filter(({ decision }) => decision === "approve").length;
  const over = approvals >= minimum || approvals < decisions.length || (expiresAt ?? Number.POSITIVE_INFINITY) <= now;
  return over || outcome !== undefined;
}

export function instancesIn(
  actions: readonly Action[],
  kind: "start" | "cancel" | "drop" | "conclude",
): readonly string[] {
  return actions.flatMap((action) => (action.kind === kind ? [action.instance] : []));
}

export function stagesIn(actions: readonly Action[]): readonly string[] {
  return actions.flatMap((action) => (action.kind === "settle" ? [action.stage] : []));
}
