import { type DispatchInput, type ReadDispatch, readDispatch } from "@headrace/dialects";
import { type Forge, ForgeError, type ForgeRun, type ForgeWorkflow, type RepositoryName } from "@headrace/forges";
import type { App } from "../app.ts";
import { keyOf } from "../collector/observed-run.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { timeOf } from "../values/fields.ts";
import { cannot, openPlace } from "./remote-place.ts";

export interface HostWorkflowRequest {
  readonly repository: string;
  /** Its id or its file's name. */
  readonly workflow: string;
  readonly signal: AbortSignal;
}

const mostRuns = 10;

/** One workflow as its host tells of it, with its newest runs, and what its file asks of whoever starts it. */
export async function readHostWorkflow(
  app: App,
  { repository: repositoryId, workflow: name, signal }: HostWorkflowRequest,
) {
  const { forge, repository } = await openPlace(app, repositoryId);
  if (forge.workflows === undefined) throw cannot(forge, "workflows.read");
  const workflow = await forge.workflows.get(repository, name, signal);
  const { default_branch: branch } = await readRepository(app.tables, repositoryId);
  const [dispatch, page] = await Promise.all([
    dispatchOf(forge, repository, { workflow, branch, signal }),
    forge.runs?.list(repository, { pipeline: workflow.id, signal }),
  ]);
  const runs = page?.items.slice(0, mostRuns) ?? [];
  return { workflow, ...startOf(dispatch), runs: await withExecutions(app, repositoryId, runs) };
}

interface WorkflowFile {
  readonly workflow: ForgeWorkflow;
  readonly branch: string;
  readonly signal: AbortSignal;
}

async function dispatchOf(
  { files }: Forge,
  repository: RepositoryName,
  { workflow, branch, signal }: WorkflowFile,
): Promise<ReadDispatch> {
  // Others are the host's own, and stand in no file.
  if (files === undefined || !workflow.path.startsWith(".github/workflows/")) return { kind: "unreadable" };
  try {
    const { text } = await files.read(repository, workflow.path, { branch }, signal);
    return text === undefined ? { kind: "unreadable" } : readDispatch(text);
  } catch (error) {
    // The token may read actions and no files; the rest is told all the same.
    if (error instanceof ForgeError) return { kind: "unreadable" };
    throw error;
  }
}

function startOf(dispatch: ReadDispatch) {
  const inputs: readonly DispatchInput[] = dispatch.kind === "dispatch" ? dispatch.inputs : [];
  return { startable: startable[dispatch.kind], inputs };
}

const startable = { dispatch: "yes", none: "no", unreadable: "unknown" } as const;

async function withExecutions({ tables }: App, repositoryId: string, runs: readonly ForgeRun[]) {
  const rows =
    runs.length === 0
      ? []
      : await tables
          .selectFrom("forge_runs")
          .select(["run", "execution_id"])
          .where("repository_id", "=", repositoryId)
          .where("run", "in", runs.map(keyOf))
          .execute();
  const executions = new Map(rows.map(({ run, execution_id }) => [run, execution_id]));
  return runs.map((run) => {
    const execution = executions.get(keyOf(run));
    const { name: branch } = run.target;
    return {
      number: run.number,
      state: run.state.word,
      ...(branch === undefined ? {} : { branch }),
      createdAt: timeOf(run.createdAt),
      url: run.url,
      ...(execution === undefined ? {} : { execution }),
    };
  });
}
