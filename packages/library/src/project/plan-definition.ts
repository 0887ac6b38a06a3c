import { hash, randomUUIDv7 } from "node:crypto";
import { availableParallelism } from "node:os";
import {
  type CarriedStage,
  type ExecutionPlan,
  type ExecutionRequest,
  type GitContext,
  planExecution,
  type StartEvent,
  type WorkspaceMode,
} from "@headrace/execution";
import {
  type Diagnostic,
  digestOf,
  HeadraceError,
  type Pipeline,
  resolveParameters,
  supportProblems,
} from "@headrace/pipeline";

/** All that a plan is made from, wherever it comes from. */
export interface PlanRequest {
  readonly pipeline: Pipeline;
  readonly git: GitContext;
  readonly event: StartEvent;
  readonly workspace: WorkspaceMode;
  /** Parameters as typed, by name. Those of type secret are left out of the plan, which is stored. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Win over the pipeline's own. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Those of whoever the pipeline belongs to; its own win over them. */
  readonly inherited?: Readonly<Record<string, string>>;
  /** The most stage instances that run at once; the machine's cores unless said. */
  readonly concurrency?: number;
  readonly only?: readonly string[];
  readonly until?: readonly string[];
  readonly carried?: Readonly<Record<string, CarriedStage>>;
}

export interface PlannedRun {
  readonly plan: ExecutionPlan;
  /** Names of parameters of type secret: their values are asked for like secrets. */
  readonly secretParameters: readonly string[];
}

/** A plan that can be looked at and refused before it takes a number: `0` stands for it. */
export interface DraftedRun extends PlannedRun {
  /** The plan under its number, which expressions may have read. */
  numbered(number: number): ExecutionPlan;
}

/** Thrown when the definition or what was given with it cannot be run; carries every problem. */
export class InvalidRunError extends HeadraceError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const first = diagnostics[0];
    super("invalid-definition", first === undefined ? "the pipeline cannot be run" : first.message, {
      ...(first?.mend === undefined ? {} : { mend: first.mend }),
    });
    this.diagnostics = diagnostics;
  }
}

/** Plans an execution that has no number yet. Throws {@link InvalidRunError}, and what `planExecution` throws. */
export function draftDefinition(request: PlanRequest): DraftedRun {
  const { pipeline } = request;
  const secretParameters = secretParametersOf(pipeline);
  const parameters = resolveParameters(
    { ...pipeline, parameters: pipeline.parameters.filter(({ type }) => type !== "secret") },
    Object.fromEntries(Object.entries(request.parameters ?? {}).filter(([name]) => !secretParameters.includes(name))),
  );
  const problems = [...supportProblems(pipeline), ...parameters.diagnostics].filter(
    (each) => each.severity === "error",
  );
  if (problems.length > 0) throw new InvalidRunError(problems);
  const drafted: Omit<ExecutionRequest, "number"> = {
    executionId: randomUUIDv7(),
    pipeline,
    digest: digestOf(pipeline, (text) => hash("sha256", text)),
    parameters: parameters.values,
    variables: request.variables ?? {},
    ...(request.inherited === undefined ? {} : { inherited: request.inherited }),
    git: request.git,
    event: request.event,
    workspace: request.workspace,
    concurrency: request.concurrency ?? availableParallelism(),
    ...(request.only === undefined ? {} : { only: request.only }),
    ...(request.until === undefined ? {} : { until: request.until }),
    ...(request.carried === undefined ? {} : { carried: request.carried }),
  };
  const numbered = (number: number): ExecutionPlan => planExecution({ ...drafted, number });
  return { plan: numbered(0), secretParameters, numbered };
}

/** Plans an execution; its number is asked for only when nothing is wrong with it. Throws as {@link draftDefinition}. */
export async function planDefinition(
  request: PlanRequest,
  takeNumber: () => Promise<number> | number,
): Promise<PlannedRun> {
  const { secretParameters, numbered } = draftDefinition(request);
  return { plan: numbered(await takeNumber()), secretParameters };
}

function secretParametersOf(pipeline: Pipeline): readonly string[] {
  return pipeline.parameters.filter(({ type }) => type === "secret").map(({ name }) => name);
}
