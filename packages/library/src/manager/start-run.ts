import type { ExecutionHandle } from "@headrace/engine";
import type { ExecutionPlan, ExecutionState } from "@headrace/execution";
import { HeadraceError, type Pipeline as PipelineModel } from "@headrace/pipeline";
import { draftRun, openProject, type ProjectOptions } from "../project/index.ts";
import type { LoadedPipeline } from "./loaded-pipeline.ts";
import type { Pipeline } from "./pipeline.ts";
import { literalTemplate, type RunVariables, textVariables } from "./run-variables.ts";
import { type RunFacts, snapshot } from "./snapshot.ts";
import { createTails } from "./tails.ts";

export interface RunOptions {
  readonly project: ProjectOptions;
  readonly variables: RunVariables;
  /** The most jobs that run at once. */
  readonly workers: number;
  readonly branch?: string;
  readonly secrets: ReadonlyMap<string, string>;
}

/** A run under way. */
export interface PipelineRun {
  snapshot(): Pipeline;
  /** Ends it with grace; a second call ends it at once. */
  cancel(): void;
  /** Settles when the run is over; rejects where Headrace or its surroundings failed. */
  readonly finished: Promise<Pipeline>;
}

export function startRun(loaded: LoadedPipeline, options: RunOptions): PipelineRun {
  const tails = createTails();
  const startedAt = Date.now();
  let state: ExecutionState | null = null;
  let fault: RunFacts["fault"];
  let handle: ExecutionHandle | undefined;
  let cancelled = false;

  const facts = (): RunFacts => ({
    state,
    outputs: tails.texts(),
    startedAt,
    ...(fault === undefined ? {} : { fault }),
  });

  async function run(): Promise<Pipeline> {
    try {
      await using project = await openProject(options.project);
      const drafted = await draftRun(project, {
        ...requestOf(loaded, options),
        concurrency: options.workers,
        ...(options.branch === undefined ? {} : { branch: options.branch }),
      });
      refuseApprovals(drafted.plan);
      await project.orchestrator.refuse({ plan: drafted.plan, secrets: options.secrets });
      const plan = drafted.numbered(await project.store.journal.takeNumber(drafted.plan.pipeline.name));
      handle = await project.orchestrator.start({
        plan,
        source: loaded.text,
        sourcePath: loaded.path,
        projectDirectory: project.directory,
        secrets: options.secrets,
        observer: {
          event: (_, next) => {
            state = next;
          },
          log: (batch, { stage }) => tails.add(stage, batch.bytes),
        },
      });
      // It may have been cancelled while it was being prepared.
      if (cancelled) handle.cancel();
      state = await handle.finished;
    } catch (error) {
      fault = { message: error instanceof Error ? error.message : String(error), at: Date.now() };
      throw error;
    }
    return snapshot(loaded, facts());
  }

  const finished = run();
  // Whoever started it awaits `finished`; until then a fault must not end the process unheard.
  finished.catch(() => {});
  return {
    finished,
    snapshot: () => snapshot(loaded, facts()),
    cancel() {
      cancelled = true;
      handle?.cancel();
    },
  };
}

/**
 * In the legacy stages format a stage's environment wins over what is given to a run, and nothing is an expression;
 * in the Headrace language what is given to a run wins over everything.
 */
function requestOf(
  { dialect, model }: LoadedPipeline,
  options: RunOptions,
): { readonly pipeline: PipelineModel; readonly variables?: Readonly<Record<string, string>> } {
  const texts = textVariables(options.variables);
  if (dialect === "headrace") return { pipeline: model, variables: texts };
  const templates = Object.entries(texts).map(([name, text]) => [name, literalTemplate(text)]);
  const variables = { ...model.variables, ...Object.fromEntries(templates) };
  // The format has no word for secrets: every job sees those that the program gives.
  const stages = model.stages.map((stage) => ({ ...stage, secrets: [...options.secrets.keys()] }));
  return { pipeline: { ...model, variables, stages } };
}

/** Nobody is asked here, so that it would wait for ever. */
function refuseApprovals({ pipeline, stages }: ExecutionPlan): void {
  const planned = new Set(stages.map(({ id }) => id));
  const asking = pipeline.stages.find(({ id, approval }) => approval !== undefined && planned.has(id));
  if (asking === undefined) return;
  throw new HeadraceError(
    "approval-not-given",
    `stage "${asking.id}" waits for an approval, and nobody is asked here`,
    {
      mend: "run it with the headrace command or on a server, or with an orchestrator and `decideApproval`",
    },
  );
}
