import { setTimeout as sleep } from "node:timers/promises";
import type { GitHub, RunFilter } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { PipelineStatus } from "../manager/pipeline.ts";
import type { AsyncPipelineResult, WorkflowRun } from "./async-pipeline-result.ts";
import { isTerminal, workflowRunOf } from "./workflow-run.ts";

export interface AsyncPipelineManagerOptions {
  /** Of GitHub's interface: `CI_CD_API_URL` unless said, else `https://api.github.com`. */
  readonly baseUrl?: string;
  /** `CI_CD_API_TOKEN` unless said. */
  readonly apiToken?: string;
  /** Seconds for one request; 30 unless said. */
  readonly requestTimeout?: number;
  /** Takes base URLs that are not encrypted, or on this machine or network. False unless said. */
  readonly allowPrivateHosts?: boolean;
}

/** A repository on the host: `acme/shop`. */
interface OfRepository {
  readonly repoOwner: string;
  readonly repoName: string;
}

export interface AsyncTriggerRequest extends OfRepository {
  /** For messages; the workflow unless said. */
  readonly pipelineName?: string;
  /** The workflow's file, such as `ci.yml`, or its number. It has the trigger `workflow_dispatch`. */
  readonly workflowId: string;
  /** A branch or a tag; `main` unless said. */
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface AsyncStatusRequest extends OfRepository {
  /** The newest one of the workflow unless said. */
  readonly runId?: string | number;
  /** Needed where no run is said. */
  readonly workflowId?: string;
}

export interface AsyncWaitRequest extends OfRepository {
  readonly runId: string | number;
  /** Seconds between two looks; 10 unless said. */
  readonly pollInterval?: number;
  /** Seconds; 3,600 unless said. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface AsyncCancelRequest extends OfRepository {
  readonly runId: string | number;
}

export interface AsyncRunsRequest extends OfRepository {
  readonly workflowId?: string;
  readonly status?: Exclude<PipelineStatus, "SKIPPED">;
  readonly branch?: string;
}

/**
 * Starts workflows of GitHub Actions from a program, follows and cancels them. What goes wrong on the way, at the host or
 * in the request, is told in `error` of the result: nothing is thrown. A token needs `Actions: write` to start and cancel,
 * `Actions: read` for the rest.
 *
 * @example
 * const manager = new AsyncPipelineManager({ apiToken: "" });
 * const started = await manager.asyncTriggerPipeline({ repoOwner: "acme", repoName: "shop", workflowId: "ci.yml" });
 * started.error; // => "there is no token: give apiToken, or set CI_CD_API_TOKEN"
 */
export class AsyncPipelineManager {
  readonly #options: AsyncPipelineManagerOptions;

  constructor(options: AsyncPipelineManagerOptions = {}) {
    this.#options = options;
  }

  /**
   * Starts a workflow, once: a request whose answer is lost is not made again, and `error` says so.
   *
   * @returns The run that was begun.
   * @example
   * const manager = new AsyncPipelineManager({ apiToken: "" });
   * const at = { repoOwner: "acme", repoName: "shop" };
   * const inputs = { level: "2" };
   * const started = await manager.asyncTriggerPipeline({ ...at, workflowId: "deploy.yml", ref: "main", inputs });
   * started.run; // => null
   */
  async asyncTriggerPipeline(request: AsyncTriggerRequest): Promise<AsyncPipelineResult> {
    const { workflowId, ref = "main", inputs = {}, pipelineName = workflowId } = request;
    return await this.#ask(`starting ${pipelineName}`, async (github) => {
      const variables = Object.entries(inputs).map(([key, value]) => ({ key, value, secured: false }));
      const target = { kind: "branch", name: ref } as const;
      return ofRun(
        workflowRunOf(await github.control.start(repositoryOf(request), { target, pipeline: workflowId, variables })),
      );
    });
  }

  /**
   * @returns How a run stands, or the newest one of a workflow.
   * @example
   * const manager = new AsyncPipelineManager({ apiToken: "" });
   * const found = await manager.asyncGetPipelineStatus({ repoOwner: "acme", repoName: "shop", runId: 42 });
   * found.status; // => null
   */
  async asyncGetPipelineStatus(request: AsyncStatusRequest): Promise<AsyncPipelineResult> {
    return await this.#ask("asking how a run stands", async (github) => {
      const { runId, workflowId } = request;
      if (runId !== undefined) {
        return ofRun(workflowRunOf(await github.runs.get(repositoryOf(request), { id: String(runId) })));
      }
      if (workflowId === undefined) throw unfit("neither a run nor a workflow is named", "give runId or workflowId");
      const [newest] = (await github.runs.list(repositoryOf(request), { pipeline: workflowId })).items;
      if (newest === undefined) throw unfit(`${workflowId} has not run yet`, "start it first");
      return ofRun(workflowRunOf(newest));
    });
  }

  /**
   * Looks until a run has ended. What may pass, such as an outage or a limit, is waited out; what will not, such as a token
   * that is refused, ends the wait.
   *
   * @returns How it ended; where the time is over first, how it stands, with `error`.
   * @example
   * const manager = new AsyncPipelineManager({ apiToken: "" });
   * const at = { repoOwner: "acme", repoName: "shop" };
   * const ended = await manager.asyncWaitForCompletion({ ...at, runId: 42, pollInterval: 5, timeout: 600 });
   * ended.error !== null; // => true
   */
  async asyncWaitForCompletion(request: AsyncWaitRequest): Promise<AsyncPipelineResult> {
    const { runId, pollInterval = 10, timeout = 3_600, signal } = request;
    return await this.#ask(`waiting for run ${runId}`, async (github) => {
      const until = performance.now() + timeout * 1_000;
      let last: WorkflowRun | undefined;
      let fault: unknown;
      for (;;) {
        try {
          const found = await github.runs.get(repositoryOf(request), { id: String(runId) }, signal);
          last = workflowRunOf(found);
          fault = undefined;
          if (isTerminal(last)) return ofRun(last);
        } catch (error) {
          if (!mayPass(error)) throw error;
          fault = error;
        }
        const left = until - performance.now();
        if (left <= 0) break;
        await sleep(
          Math.min(left, Math.max(0, pollInterval) * 1_000),
          undefined,
          signal === undefined ? {} : { signal },
        );
      }
      const why = fault === undefined ? "" : `; the last look failed: ${messageOf(fault)}`;
      const error = `run ${runId} did not end within ${timeout} seconds${why}`;
      return { ...(last === undefined ? nothing : ofRun(last)), runId: String(runId), error };
    });
  }

  /**
   * @returns The run as it stands after the request: the host needs a moment to end it.
   * @example
   * const manager = new AsyncPipelineManager({ apiToken: "" });
   * const cancelled = await manager.asyncCancelPipeline({ repoOwner: "acme", repoName: "shop", runId: 42 });
   * cancelled.runId; // => null
   */
  async asyncCancelPipeline(request: AsyncCancelRequest): Promise<AsyncPipelineResult> {
    const run = String(request.runId);
    return await this.#ask(`cancelling run ${run}`, async (github) => {
      const stopped = await github.control.stop(repositoryOf(request), run);
      const result = ofRun(workflowRunOf(await github.runs.get(repositoryOf(request), { id: run })));
      return stopped === "over" ? { ...result, error: `run ${run} has ended already` } : result;
    });
  }

  /**
   * @returns The newest hundred runs that fit.
   * @example
   * const manager = new AsyncPipelineManager({ apiToken: "" });
   * const at = { repoOwner: "acme", repoName: "shop" };
   * const failed = await manager.asyncGetWorkflowRuns({ ...at, workflowId: "ci.yml", status: "FAILURE", branch: "main" });
   * failed.runs; // => []
   */
  async asyncGetWorkflowRuns(request: AsyncRunsRequest): Promise<AsyncPipelineResult> {
    const { workflowId, status, branch } = request;
    return await this.#ask("listing runs", async (github) => {
      const { items } = await github.runs.list(repositoryOf(request), {
        ...(workflowId === undefined ? {} : { pipeline: workflowId }),
        ...(branch === undefined ? {} : { branch }),
        ...(status === undefined ? {} : { state: filters[status] }),
      });
      return { ...nothing, runs: items.map(workflowRunOf) };
    });
  }

  /** Loaded when it is needed: most programs ask no host. */
  async #ask(what: string, ask: (github: GitHub) => Promise<AsyncPipelineResult>): Promise<AsyncPipelineResult> {
    const { CI_CD_API_URL, CI_CD_API_TOKEN } = process.env;
    const { baseUrl = CI_CD_API_URL, apiToken = CI_CD_API_TOKEN, requestTimeout, allowPrivateHosts } = this.#options;
    if (apiToken === undefined || apiToken === "") {
      return { ...nothing, error: "there is no token: give apiToken, or set CI_CD_API_TOKEN" };
    }
    let github: GitHub | undefined;
    try {
      const { createGitHub } = await import("@headrace/forges");
      github = createGitHub({
        token: apiToken,
        ...(baseUrl === undefined || baseUrl === "" ? {} : { baseUrl }),
        ...(requestTimeout === undefined ? {} : { timeout: requestTimeout * 1_000 }),
        ...(allowPrivateHosts === undefined ? {} : { allowPrivateHosts }),
      });
      return await ask(github);
    } catch (error) {
      return { ...nothing, error: `${what}: ${messageOf(error)}` };
    } finally {
      github?.close();
    }
  }
}

const nothing: AsyncPipelineResult = { runId: null, status: null, run: null, runs: [], error: null };

const filters: Readonly<Record<Exclude<PipelineStatus, "SKIPPED">, NonNullable<RunFilter["state"]>>> = {
  PENDING: "queued",
  RUNNING: "running",
  SUCCESS: "success",
  FAILURE: "failed",
  CANCELLED: "cancelled",
};

function ofRun(run: WorkflowRun): AsyncPipelineResult {
  return { ...nothing, runId: run.id, status: run.status, run };
}

function repositoryOf({ repoOwner, repoName }: OfRepository) {
  return { owner: repoOwner, name: repoName };
}

const passing: ReadonlySet<string> = new Set([
  "forge-limited",
  "forge-unreachable",
  "forge-failed",
  "forge-answer-unreadable",
]);

function mayPass(error: unknown): boolean {
  return error instanceof HeadraceError && passing.has(error.code);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const mend = error instanceof HeadraceError ? error.mend : undefined;
  return mend === undefined ? error.message : `${error.message} (${mend})`;
}

function unfit(message: string, mend: string): HeadraceError {
  return new HeadraceError("invalid-argument", message, { mend });
}
