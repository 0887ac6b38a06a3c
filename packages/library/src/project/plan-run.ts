import { randomUUIDv7 } from "node:crypto";
import { availableParallelism } from "node:os";
import {
  type CarriedStage,
  type ExecutionPlan,
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
import { noGit, readGitDetails, readGitHead } from "./git-context.ts";
import type { Project } from "./open-project.ts";

/** What a person asks of a run beside its definition. */
export interface RunRequest {
  readonly pipeline: Pipeline;
  /** Parameters as typed, by name. Those of type secret are left out of the plan, which is stored. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Win over the pipeline's own. */
  readonly variables?: Readonly<Record<string, string>>;
  /** `manual` unless said. */
  readonly event?: StartEvent;
  /** The working tree's branch unless said. */
  readonly branch?: string;
  readonly tag?: string;
  /** `shared` unless said. */
  readonly workspace?: WorkspaceMode;
  /** The machine's cores unless said. */
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

/** Plans a run. Takes a number from the journal unless it is only looked at. */
export async function planRun(
  project: Project,
  request: RunRequest,
  options = { takeNumber: true },
): Promise<PlannedRun> {
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
  const event = request.event ?? "manual";
  const plan = planExecution({
    executionId: randomUUIDv7(),
    number: options.takeNumber ? await project.store.journal.takeNumber(pipeline.name) : 0,
    pipeline,
    digest: digestOf(pipeline),
    parameters: parameters.values,
    variables: request.variables ?? {},
    git: await gitContext(project, request),
    event,
    workspace: request.workspace ?? "shared",
    concurrency: request.concurrency ?? availableParallelism(),
    ...(request.only === undefined ? {} : { only: request.only }),
    ...(request.until === undefined ? {} : { until: request.until }),
    ...(request.carried === undefined ? {} : { carried: request.carried }),
  });
  return { plan, secretParameters };
}

function secretParametersOf(pipeline: Pipeline): readonly string[] {
  return pipeline.parameters.filter(({ type }) => type === "secret").map(({ name }) => name);
}

async function gitContext(project: Project, request: RunRequest): Promise<GitContext> {
  const head = await readGitHead(project.directory);
  // Asking git costs several processes; a pipeline that reads none of this need not wait for them.
  const details = readsGitDetails(request.pipeline) ? await readGitDetails(project.directory) : {};
  return {
    ...noGit,
    ...head,
    ...details,
    ...(request.branch === undefined ? {} : { branch: request.branch }),
    ...(request.tag === undefined ? {} : { tag: request.tag }),
  };
}

function readsGitDetails(pipeline: Pipeline): boolean {
  return /git\s*(\.\s*(message|author|tag|changedFiles)|\[)|changed\s*\(|toJSON\s*\(\s*git|HEADRACE_TAG/i.test(
    JSON.stringify(pipeline),
  );
}
