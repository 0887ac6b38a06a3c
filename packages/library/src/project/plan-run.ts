import type { CarriedStage, GitContext, StartEvent, WorkspaceMode } from "@headrace/execution";
import type { Pipeline } from "@headrace/pipeline";
import { noGit, readGitDetails, readGitHead } from "./git-context.ts";
import type { Project } from "./open-project.ts";
import { type DraftedRun, draftDefinition, type PlannedRun } from "./plan-definition.ts";

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

/** Plans a run of a project's working tree, which has no number yet. Throws as `draftDefinition`. */
export async function draftRun(project: Project, request: RunRequest): Promise<DraftedRun> {
  const { branch: _branch, tag: _tag, event = "manual", workspace = "shared", ...rest } = request;
  const git = await gitContext(project, request);
  return draftDefinition({ ...rest, git, event, workspace });
}

/** Plans a run of a project's working tree under the next number of its pipeline. Throws as `draftDefinition`. */
export async function planRun(project: Project, request: RunRequest): Promise<PlannedRun> {
  const { secretParameters, numbered } = await draftRun(project, request);
  return { plan: numbered(await project.store.journal.takeNumber(request.pipeline.name)), secretParameters };
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
