import { resolve } from "node:path";
import type { Executor } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { PipelineMonitor } from "../monitor/pipeline-monitor.ts";
import { type ConditionValues, conditionalStageExecution } from "./decide-conditions.ts";
import { type LoadedPipeline, loadConfig, loadPipeline } from "./loaded-pipeline.ts";
import { optimizePipelineSchedule, type ScheduleAnalysis } from "./optimize-schedule.ts";
import type { Pipeline } from "./pipeline.ts";
import type { RunVariables } from "./run-variables.ts";
import { savePipelineConfig } from "./save-config.ts";
import { snapshot } from "./snapshot.ts";
import { type ParallelExecution, summarizeStages } from "./stage-results.ts";
import { type PipelineRun, startRun } from "./start-run.ts";
import { type Validation, validatePipelineConfig, validateStageDependencies } from "./validate-config.ts";
import { generatePipelineVisualization } from "./visualize.ts";

export interface PipelineManagerOptions {
  /** Where the project's files are and commands run; definitions are looked for from here. The working directory unless said. */
  readonly directory?: string;
  /** Where runs and their logs are kept: `.headrace` below the directory unless said. */
  readonly dataDirectory?: string;
  /** The most jobs that run at once; 10 unless said. */
  readonly workers?: number;
  /** What conditions take for the branch; the working tree's unless said. */
  readonly branch?: string;
  /**
   * Values by name, masked wherever they are printed. A Headrace stage sees those it names; every job of a legacy
   * stages file sees all of them, as environment variables.
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Told of every run when it is over. */
  readonly monitor?: PipelineMonitor;
  /** Where jobs run; child processes of this machine unless said. */
  readonly executor?: Executor;
}

/**
 * Loads pipelines, runs them and says how they stand. Definitions are files in the legacy stages format or in the
 * Headrace language. Runs go through the same engine as `headrace run` and can be looked at with its commands.
 *
 * @example
 * const manager = new PipelineManager({ workers: 4 });
 * await manager.createPipeline("pipeline.yaml");
 * const run = await manager.runPipeline("web-app", { GREETING: "hello" });
 * run.status; // => "SUCCESS"
 * run.stages.map((stage) => stage.status); // => ["SUCCESS", "SUCCESS"]
 */
export class PipelineManager {
  readonly #options: PipelineManagerOptions;
  readonly #loaded = new Map<string, LoadedPipeline>();
  readonly #active = new Map<string, Set<PipelineRun>>();
  readonly #latest = new Map<string, PipelineRun>();

  /** Throws `invalid-argument` where `workers` is not a whole number above 0. */
  constructor(options: PipelineManagerOptions = {}) {
    const { workers = 10 } = options;
    if (!Number.isSafeInteger(workers) || workers < 1) {
      throw new HeadraceError("invalid-argument", `workers must be a whole number above 0; it is ${workers}`);
    }
    this.#options = options;
  }

  /**
   * Reads a definition, YAML or JSON, and keeps it under its name; a later one of the same name replaces it.
   *
   * @param configPath Below the manager's directory, or absolute.
   * @returns The pipeline with its defaults applied, `PENDING`.
   * @throws HeadraceError `file-not-found`, `not-a-file`, or `invalid-definition`; the latter bears all `diagnostics`.
   * @example
   * const manager = new PipelineManager();
   * const pipeline = await manager.createPipeline("pipeline.yaml");
   * pipeline.stages.map((stage) => stage.name); // => ["test", "build"]
   * pipeline.status; // => "PENDING"
   */
  async createPipeline(configPath: string): Promise<Pipeline> {
    const loaded = await loadPipeline(configPath, resolve(this.#options.directory ?? "."));
    this.#loaded.set(loaded.config.name, loaded);
    this.#latest.delete(loaded.config.name);
    return snapshot(loaded);
  }

  /**
   * Runs a pipeline that was created before, to its end. That a job fails is no exception: the status says it.
   *
   * @param variables Added to the pipeline's own, and winning over them, for this run only.
   * @returns The pipeline as the run has left it.
   * @throws HeadraceError `invalid-argument` for an unknown name; `invalid-definition`, `secret-not-given` or
   *   `not-supported-yet` where it cannot be run; `data-directory-unwritable`, `disk-full` and the like where the
   *   surroundings fail.
   * @example
   * const manager = new PipelineManager();
   * await manager.createPipeline("failing.yaml");
   * const run = await manager.runPipeline("failing");
   * run.status; // => "FAILURE"
   * run.stages[0].jobs[0].exitCode; // => 3
   */
  async runPipeline(pipelineName: string, variables: RunVariables = {}): Promise<Pipeline> {
    return await this.#run(this.#named(pipelineName), variables).finished;
  }

  /**
   * As `runPipeline`, and never rejects for what happens in the run: where Headrace or its surroundings fail, the
   * status is `FAILURE`, `error` says why, and the times are recorded.
   *
   * @throws HeadraceError `invalid-argument` for an unknown name, nothing else.
   * @example
   * const manager = new PipelineManager({ dataDirectory: "pipeline.yaml/not-a-directory" });
   * await manager.createPipeline("pipeline.yaml");
   * const run = await manager.runPipelineAsync("web-app");
   * run.status; // => "FAILURE"
   * run.finishedAt instanceof Date; // => true
   */
  async runPipelineAsync(pipelineName: string, variables: RunVariables = {}): Promise<Pipeline> {
    const run = this.#run(this.#named(pipelineName), variables);
    return await run.finished.catch(() => run.snapshot());
  }

  /**
   * How a pipeline stands now, its run under way included; null for an unknown name.
   *
   * @example
   * const manager = new PipelineManager();
   * await manager.createPipeline("pipeline.yaml");
   * const run = manager.runPipeline("web-app");
   * manager.getPipelineStatus("web-app").status; // => "RUNNING"
   * await run;
   * manager.getPipelineStatus("web-app").status; // => "SUCCESS"
   */
  getPipelineStatus(pipelineName: string): Pipeline | null {
    const loaded = this.#loaded.get(pipelineName);
    if (loaded === undefined) return null;
    return this.#latest.get(pipelineName)?.snapshot() ?? snapshot(loaded);
  }

  /** Every pipeline that was created, as it stands now, in the order of creation. */
  listPipelines(): readonly Pipeline[] {
    return [...this.#loaded.keys()].flatMap((name) => this.getPipelineStatus(name) ?? []);
  }

  /**
   * Cancels what runs of a pipeline: SIGTERM to everything it started, ten seconds of grace, SIGKILL. A second call
   * ends it at once. The run's promise resolves, with status `CANCELLED`.
   *
   * @returns Whether there was a run to cancel.
   * @example
   * const manager = new PipelineManager();
   * await manager.createPipeline("slow.yaml");
   * const run = manager.runPipeline("slow");
   * manager.cancelPipeline("slow"); // => true
   * (await run).status; // => "CANCELLED"
   * manager.cancelPipeline("slow"); // => false
   */
  cancelPipeline(pipelineName: string): boolean {
    const runs = this.#active.get(pipelineName);
    for (const run of runs ?? []) run.cancel();
    return runs !== undefined;
  }

  /** See {@link validatePipelineConfig}. */
  validatePipelineConfig(config: unknown): Validation {
    return validatePipelineConfig(config);
  }

  /** See {@link validateStageDependencies}. */
  validateStageDependencies(stages: unknown): Validation {
    return validateStageDependencies(stages);
  }

  /** See {@link generatePipelineVisualization}. */
  generatePipelineVisualization(pipeline: Pick<Pipeline, "stages">): string {
    return generatePipelineVisualization(pipeline);
  }

  /** See {@link optimizePipelineSchedule}. */
  optimizePipelineSchedule(pipeline: Pipeline): ScheduleAnalysis {
    return optimizePipelineSchedule(pipeline);
  }

  /** See {@link conditionalStageExecution}. */
  conditionalStageExecution(stage: { readonly conditions?: unknown }, conditions: ConditionValues): boolean {
    return conditionalStageExecution(stage, conditions);
  }

  /**
   * Runs stages given as plain data, each as soon as its dependencies are met, at most `workers` jobs at once.
   * They are really run; the pipeline they make is not kept under a name.
   *
   * @param stages Stages in the legacy stages format.
   * @throws HeadraceError as `runPipeline`; `invalid-definition` where the stages are not sound.
   * @example
   * const stages = [
   *   { name: "one", jobs: [{ name: "a", commands: ["true"] }] },
   *   { name: "two", dependencies: ["one"], jobs: [{ name: "b", commands: ["exit 1"] }] },
   * ];
   * const result = await new PipelineManager().parallelPipelineExecution(stages);
   * result.completedStages; // => 2
   * result.failedStages; // => 1
   * result.stageResults.two.status; // => "FAILURE"
   */
  async parallelPipelineExecution(stages: readonly unknown[]): Promise<ParallelExecution> {
    const loaded = loadConfig({ name: "parallel-stages", stages });
    return summarizeStages(await this.#run(loaded, {}).finished);
  }

  /** See {@link savePipelineConfig}; the path is taken from the manager's directory. */
  async savePipelineConfig(pipeline: Pipeline, outputPath: string): Promise<void> {
    await savePipelineConfig(pipeline, resolve(this.#options.directory ?? ".", outputPath));
  }

  #named(name: string): LoadedPipeline {
    const loaded = this.#loaded.get(name);
    if (loaded !== undefined) return loaded;
    const known = [...this.#loaded.keys()];
    throw new HeadraceError("invalid-argument", `there is no pipeline "${name}"`, {
      mend: known.length === 0 ? "call createPipeline first" : `the pipelines created are: ${known.join(", ")}`,
    });
  }

  #run(loaded: LoadedPipeline, variables: RunVariables): PipelineRun {
    const { directory, dataDirectory, executor, branch, secrets = {}, workers = 10, monitor } = this.#options;
    const run = startRun(loaded, {
      project: {
        ...(directory === undefined ? {} : { directory }),
        ...(dataDirectory === undefined ? {} : { dataDirectory }),
        ...(executor === undefined ? {} : { executor }),
      },
      variables,
      workers,
      ...(branch === undefined ? {} : { branch }),
      secrets: new Map(Object.entries(secrets)),
    });
    const { name } = loaded.config;
    const runs = this.#active.get(name) ?? new Set();
    this.#active.set(name, runs.add(run));
    if (this.#loaded.get(name) === loaded) this.#latest.set(name, run);
    const over = () => {
      runs.delete(run);
      if (runs.size === 0) this.#active.delete(name);
    };
    const finished = run.finished.finally(over).then(
      (pipeline) => {
        monitor?.recordRun(pipeline);
        return pipeline;
      },
      (error: unknown) => {
        monitor?.recordRun(run.snapshot());
        throw error;
      },
    );
    finished.catch(() => {});
    return { ...run, finished };
  }
}
