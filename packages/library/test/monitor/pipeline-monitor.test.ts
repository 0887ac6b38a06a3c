import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PipelineMonitor } from "@headrace/library";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let directory = "";
let now = Date.parse("2026-03-02T10:00:00Z");
const clock = { now: () => now };
const open = () => new PipelineMonitor({ directory, clock });
const day = 86_400_000;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-monitor-"));
  now = Date.parse("2026-03-02T10:00:00Z");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A finished execution of `seconds`, beginning now. */
function execute(monitor: PipelineMonitor, name: string, status: "SUCCESS" | "FAILURE", seconds = 10): string {
  const id = monitor.startMonitoring(name);
  monitor.recordJobCompletion(id, "unit", status === "SUCCESS");
  now += seconds * 1000;
  monitor.finishMonitoring(id, status);
  return id;
}

describe("metrics", () => {
  it("count what was recorded, and no rate falls below 0", () => {
    const monitor = open();
    const id = monitor.startMonitoring("web");
    now += 1500;
    monitor.recordJobCompletion(id, "unit", false);
    monitor.recordStageCompletion(id, "test", false);
    monitor.recordStageCompletion(id, "lint", false);
    now += 500;
    expect(monitor.finishMonitoring(id, "FAILURE")).toEqual({
      pipelineName: "web",
      totalDuration: 2,
      stageCount: 2,
      jobCount: 1,
      successRate: 0,
      startTime: new Date("2026-03-02T10:00:00Z"),
      endTime: new Date("2026-03-02T10:00:02Z"),
      errorCount: 3,
      warningCount: 0,
    });
  });

  it("take failures of an execution that succeeded for warnings", () => {
    const monitor = open();
    const id = monitor.startMonitoring("web");
    monitor.recordJobCompletion(id, "optional", false);
    monitor.recordJobCompletion(id, "unit", true);
    monitor.recordJobCompletion(id, "lint", true);
    expect(monitor.finishMonitoring(id, "SUCCESS")).toMatchObject({
      successRate: 66.7,
      errorCount: 0,
      warningCount: 1,
    });
  });
});

describe("unknown and finished executions", () => {
  it.each(["", "nope", "../../etc/passwd", "01a1fc29-f37b-7e9b-a344-7a4d2bd001b3", "constructor"])(
    "%j throws execution-not-found everywhere",
    (id) => {
      const monitor = open();
      const code = expect.objectContaining({ code: "execution-not-found" });
      expect(() => monitor.recordStageCompletion(id, "a", true)).toThrow(code);
      expect(() => monitor.recordJobCompletion(id, "a", true)).toThrow(code);
      expect(() => monitor.finishMonitoring(id, "SUCCESS")).toThrow(code);
      expect(() => monitor.generateReport(id, "summary")).toThrow(code);
    },
  );

  it("a finished one takes no more records", () => {
    const monitor = open();
    const id = execute(monitor, "web", "SUCCESS");
    expect(() => monitor.recordJobCompletion(id, "late", true)).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
    expect(() => monitor.finishMonitoring(id, "FAILURE")).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("reports", () => {
  it("are kept as files, one for each type", async () => {
    const monitor = open();
    const id = execute(monitor, "web", "FAILURE");
    for (const type of ["execution", "performance", "quality", "compliance", "summary"] as const) {
      const report = monitor.generateReport(id, type);
      expect(report).toMatchObject({ reportType: type, status: "FAILURE", duration: 10, jobsFailed: 1 });
      const { path, ...rest } = report;
      expect(JSON.parse(await readFile(path, "utf8"))).toEqual(JSON.parse(JSON.stringify(rest)));
    }
    expect(await readdir(join(directory, "reports"))).toHaveLength(5);
  });

  it("of an execution under way say so", () => {
    const monitor = open();
    const id = monitor.startMonitoring("web");
    now += 3000;
    expect(monitor.generateReport(id)).toMatchObject({ status: "RUNNING", endTime: null, duration: 3, errors: [] });
  });

  it("refuse a type there is none of", () => {
    const monitor = open();
    const id = execute(monitor, "web", "SUCCESS");
    const ask = (type: string) => Reflect.apply(monitor.generateReport, monitor, [id, type]);
    expect(() => ask("weather")).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });

  it("compare with earlier executions of the same pipeline, not with later or other ones", () => {
    const monitor = open();
    execute(monitor, "web", "SUCCESS", 10);
    execute(monitor, "web", "FAILURE", 20);
    execute(monitor, "other", "SUCCESS", 1000);
    const id = execute(monitor, "web", "FAILURE", 30);
    execute(monitor, "web", "SUCCESS", 5000);
    expect(monitor.generateReport(id, "performance").details).toMatchObject({ usualDuration: 15, changePercent: 100 });
    expect(monitor.generateReport(id, "quality").details).toMatchObject({
      failingJobs: [{ name: "unit", failures: 2, executions: 3 }],
    });
  });

  it("say what the records cannot vouch for", () => {
    const monitor = open();
    const id = monitor.startMonitoring("web");
    monitor.recordJobCompletion(id, "unit", false);
    monitor.recordJobCompletion(id, "unit", true);
    monitor.finishMonitoring(id, "SUCCESS");
    const { details } = monitor.generateReport(id, "compliance");
    const broken = details.type === "compliance" ? details.checks.filter(({ passed }) => !passed) : [];
    expect(broken.map(({ rule }) => rule)).toEqual([
      "No failure stands in an execution that was recorded as a success.",
      "No stage and no job was recorded twice.",
    ]);
  });
});

describe("health", () => {
  it("follows what was recorded", () => {
    const monitor = open();
    expect(monitor.getPipelineHealth("web")).toEqual({
      status: "unknown",
      lastExecution: null,
      successRate: 0,
      averageDuration: 0,
      activeExecutions: 0,
      recentFailures: 0,
    });
    for (let index = 0; index < 9; index++) execute(monitor, "web", "SUCCESS", 10);
    execute(monitor, "web", "FAILURE", 20);
    expect(monitor.getPipelineHealth("web")).toMatchObject({
      status: "degraded",
      successRate: 90,
      averageDuration: 11,
      recentFailures: 1,
    });
    execute(monitor, "web", "SUCCESS", 10);
    expect(monitor.getPipelineHealth("web").status).toBe("healthy");
    for (let index = 0; index < 12; index++) execute(monitor, "web", "FAILURE", 10);
    expect(monitor.getPipelineHealth("web").status).toBe("unhealthy");
    monitor.startMonitoring("web");
    expect(monitor.getPipelineHealth("web")).toMatchObject({
      activeExecutions: 1,
      lastExecution: { status: "RUNNING" },
    });
  });

  it("survives a restart, and a line that a crash cut off", async () => {
    const id = execute(open(), "web", "FAILURE");
    const running = open().startMonitoring("web");
    await appendFile(join(directory, "executions", `${running}.ndjson`), '{"type":"job","at":1,"na');
    const later = open();
    later.recordJobCompletion(running, "unit", true);
    expect(later.finishMonitoring(running, "SUCCESS")).toMatchObject({ jobCount: 1, successRate: 100 });
    expect(later.getPipelineHealth("web")).toMatchObject({ status: "degraded", successRate: 50 });
    expect(later.generateReport(id, "summary").status).toBe("FAILURE");
  });

  it("does not take an execution of a dead process for active", async () => {
    const script = `
      import { PipelineMonitor } from ${JSON.stringify(join(import.meta.dirname, "..", "..", "src", "index.ts"))};
      new PipelineMonitor({ directory: ${JSON.stringify(directory)} }).startMonitoring("web");
    `;
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    expect(open().getPipelineHealth("web")).toMatchObject({
      activeExecutions: 0,
      lastExecution: { status: "INTERRUPTED" },
    });
  });
});

describe("summaries", () => {
  it("cover the days asked for, with trends from its two halves", () => {
    const monitor = open();
    const start = now;
    now = start - 40 * day;
    execute(monitor, "web", "SUCCESS");
    now = start - 9 * day;
    execute(monitor, "web", "FAILURE", 100);
    execute(monitor, "api", "FAILURE", 100);
    now = start - day;
    execute(monitor, "web", "SUCCESS", 50);
    now = start;
    expect(monitor.getMetricsSummary(10)).toEqual({
      periodDays: 10,
      totalExecutions: 3,
      successfulExecutions: 1,
      failedExecutions: 2,
      averageDuration: (100 + 100 + 50) / 3,
      averageSuccessRate: 100 / 3,
      mostActivePipeline: "web",
      trendingMetrics: { successRate: "improving", duration: "improving" },
    });
    expect(monitor.getMetricsSummary(60)).toMatchObject({ totalExecutions: 4 });
    expect(monitor.getMetricsSummary(2).trendingMetrics).toEqual({ successRate: "unknown", duration: "unknown" });
  });

  it("of nothing are empty, and of no days refused", () => {
    expect(open().getMetricsSummary(1)).toMatchObject({
      totalExecutions: 0,
      averageDuration: 0,
      mostActivePipeline: null,
    });
    expect(() => open().getMetricsSummary(0)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});
