import { randomUUIDv7 } from "node:crypto";
import { resolve } from "node:path";
import { type Clock, currentOwner, systemClock } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { Pipeline } from "../manager/pipeline.ts";
import { healthOf, type PipelineHealth } from "./health.ts";
import { metricsOf, type PipelineMetrics } from "./metrics.ts";
import { createRecordStore, type RecordStore } from "./record-store.ts";
import type { FinalStatus } from "./records.ts";
import { buildReport, type PipelineReport, type ReportType, reportTypes } from "./report.ts";
import { type MetricsSummary, summarize } from "./summary.ts";

export interface PipelineMonitorOptions {
  /** Where records and reports are kept; `.headrace/monitor` below the working directory unless said. */
  readonly directory?: string;
  /** The system's unless said. */
  readonly clock?: Clock;
}

/**
 * Records how executions go, and reports, health and summaries computed from nothing but those records. Records are
 * files: what one process recorded, a later one reads. Any program may be monitored, not only our pipelines.
 *
 * Every method throws `execution-not-found` for an id of which nothing was recorded, and `disk-full`,
 * `data-directory-unwritable` or `infrastructure` where the records cannot be kept.
 *
 * @example
 * const monitor = new PipelineMonitor();
 * const executionId = monitor.startMonitoring("web-app");
 * monitor.recordJobCompletion(executionId, "compile", true);
 * monitor.recordStageCompletion(executionId, "build", true);
 * monitor.finishMonitoring(executionId, "SUCCESS").successRate; // => 100
 * monitor.getPipelineHealth("web-app").status; // => "healthy"
 */
export class PipelineMonitor {
  readonly #records: RecordStore;
  readonly #clock: Clock;

  constructor(options: PipelineMonitorOptions = {}) {
    this.#records = createRecordStore(resolve(options.directory ?? ".headrace/monitor"));
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Begins to record an execution.
   *
   * @param pipelineName Any text.
   * @returns The execution's id, a UUIDv7.
   * @example
   * new PipelineMonitor().startMonitoring("web-app").length; // => 36
   */
  startMonitoring(pipelineName: string): string {
    const executionId = randomUUIDv7();
    this.#records.append(executionId, {
      type: "started",
      at: this.#clock.now(),
      executionId,
      pipeline: pipelineName,
      owner: currentOwner(),
    });
    return executionId;
  }

  /**
   * Records that a stage has come to its end.
   *
   * @throws HeadraceError `execution-not-found`; `invalid-argument` after the execution was finished.
   * @example
   * const monitor = new PipelineMonitor();
   * const executionId = monitor.startMonitoring("web-app");
   * monitor.recordStageCompletion(executionId, "build", false);
   * monitor.finishMonitoring(executionId, "FAILURE").errorCount; // => 1
   */
  recordStageCompletion(executionId: string, stageName: string, success: boolean): void {
    this.#refuseFinished(executionId);
    this.#records.append(executionId, { type: "stage", at: this.#clock.now(), name: stageName, success });
  }

  /**
   * Records that a job has come to its end.
   *
   * @throws HeadraceError as `recordStageCompletion`.
   * @example
   * const monitor = new PipelineMonitor();
   * const executionId = monitor.startMonitoring("web-app");
   * monitor.recordJobCompletion(executionId, "unit", true);
   * monitor.recordJobCompletion(executionId, "lint", false);
   * monitor.finishMonitoring(executionId, "FAILURE").successRate; // => 50
   */
  recordJobCompletion(executionId: string, jobName: string, success: boolean): void {
    this.#refuseFinished(executionId);
    this.#records.append(executionId, { type: "job", at: this.#clock.now(), name: jobName, success });
  }

  /** Records that a job was not run. Throws as `recordStageCompletion`. */
  recordJobSkipped(executionId: string, jobName: string): void {
    this.#refuseFinished(executionId);
    this.#records.append(executionId, { type: "skipped", at: this.#clock.now(), name: jobName });
  }

  /** Records that something was produced. Throws as `recordStageCompletion`. */
  recordArtifact(executionId: string, name: string): void {
    this.#refuseFinished(executionId);
    this.#records.append(executionId, { type: "artifact", at: this.#clock.now(), name });
  }

  /**
   * Ends the recording of an execution.
   *
   * @throws HeadraceError `execution-not-found`; `invalid-argument` when it was finished before.
   * @example
   * const monitor = new PipelineMonitor();
   * const executionId = monitor.startMonitoring("web-app");
   * const metrics = monitor.finishMonitoring(executionId, "CANCELLED");
   * metrics.pipelineName; // => "web-app"
   * metrics.jobCount; // => 0
   */
  finishMonitoring(executionId: string, status: FinalStatus): PipelineMetrics {
    this.#refuseFinished(executionId);
    this.#records.append(executionId, { type: "finished", at: this.#clock.now(), status });
    return metricsOf(this.#records.load(executionId), this.#clock.now());
  }

  /**
   * Records a run of `PipelineManager` that is over, as a manager with this monitor does by itself.
   *
   * @example
   * const monitor = new PipelineMonitor();
   * const manager = new PipelineManager({ monitor });
   * await manager.createPipeline("pipeline.yaml");
   * await manager.runPipeline("web-app");
   * monitor.getPipelineHealth("web-app").lastExecution.status; // => "SUCCESS"
   */
  recordRun(pipeline: Pipeline): PipelineMetrics {
    const executionId = randomUUIDv7();
    const start = pipeline.startedAt?.getTime() ?? this.#clock.now();
    const end = pipeline.finishedAt?.getTime() ?? this.#clock.now();
    this.#records.append(executionId, {
      type: "started",
      at: start,
      executionId,
      pipeline: pipeline.name,
      owner: currentOwner(),
    });
    for (const stage of pipeline.stages) {
      for (const job of stage.jobs) {
        const name = `${stage.name}/${job.name}`;
        const at = job.finishedAt?.getTime() ?? end;
        if (job.status === "SKIPPED" || job.status === "PENDING") {
          this.#records.append(executionId, { type: "skipped", at, name });
        } else {
          this.#records.append(executionId, { type: "job", at, name, success: job.status === "SUCCESS" });
          if (job.status === "SUCCESS" && job.artifacts.length > 0) {
            this.#records.append(executionId, { type: "artifact", at, name: job.id });
          }
        }
      }
      if (stage.status !== "SKIPPED" && stage.status !== "PENDING") {
        const at = stage.finishedAt?.getTime() ?? end;
        this.#records.append(executionId, { type: "stage", at, name: stage.name, success: stage.status === "SUCCESS" });
      }
    }
    const { status } = pipeline;
    const final = status === "SUCCESS" || status === "CANCELLED" ? status : "FAILURE";
    this.#records.append(executionId, { type: "finished", at: end, status: final });
    return metricsOf(this.#records.load(executionId), end);
  }

  /**
   * Computes a report and keeps it as a file, `reports/report_<id>_<type>.json` below the monitor's directory.
   * A later report of the same type replaces it.
   *
   * @param reportType `execution`: each completion and when. `performance`: against earlier executions.
   *   `quality`: what fails and how often. `compliance`: whether the records are whole and consistent. `summary`: in
   *   one sentence. `execution` unless said.
   * @throws HeadraceError `execution-not-found`; `invalid-argument` for another type.
   * @example
   * const monitor = new PipelineMonitor();
   * const executionId = monitor.startMonitoring("web-app");
   * monitor.recordJobCompletion(executionId, "unit", true);
   * monitor.finishMonitoring(executionId, "SUCCESS");
   * const report = monitor.generateReport(executionId, "compliance");
   * report.jobsPassed; // => 1
   * report.details.compliant; // => true
   */
  generateReport(executionId: string, reportType: ReportType = "execution"): PipelineReport {
    if (!reportTypes.includes(reportType)) {
      throw new HeadraceError("invalid-argument", `there is no report of type "${String(reportType)}"`, {
        mend: `the types are: ${reportTypes.join(", ")}`,
      });
    }
    const execution = this.#records.load(executionId);
    const earlier = this.#records
      .all()
      .filter(
        (other) =>
          other.pipelineName === execution.pipelineName &&
          other.executionId !== executionId &&
          other.startedAt <= execution.startedAt,
      );
    const report = buildReport(execution, { type: reportType, earlier, now: this.#clock.now() });
    const path = this.#records.saveReport(`report_${executionId}_${reportType}`, report);
    return { ...report, path };
  }

  /**
   * How a pipeline does, from the latest 20 of its executions that are finished.
   *
   * @returns `unknown` as the status of a pipeline of which nothing was recorded.
   * @example
   * new PipelineMonitor().getPipelineHealth("never-run").status; // => "unknown"
   */
  getPipelineHealth(pipelineName: string): PipelineHealth {
    return healthOf(this.#records.all().filter((execution) => execution.pipelineName === pipelineName));
  }

  /**
   * All pipelines over the last days.
   *
   * @param days Above 0; fractions are taken as they are. 30 unless said.
   * @throws HeadraceError `invalid-argument`.
   * @example
   * const monitor = new PipelineMonitor();
   * monitor.finishMonitoring(monitor.startMonitoring("web-app"), "SUCCESS");
   * const summary = monitor.getMetricsSummary(7);
   * summary.successfulExecutions; // => 1
   * summary.mostActivePipeline; // => "web-app"
   */
  getMetricsSummary(days = 30): MetricsSummary {
    if (!Number.isFinite(days) || days <= 0) {
      throw new HeadraceError("invalid-argument", `days must be a number above 0; it is ${days}`);
    }
    return summarize(this.#records.all(), days, this.#clock.now());
  }

  #refuseFinished(executionId: string): void {
    if (this.#records.load(executionId).finished === undefined) return;
    throw new HeadraceError("invalid-argument", `execution ${executionId} is already finished`, {
      mend: "record nothing after finishMonitoring",
    });
  }
}
