import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pipeline, PipelineManager, type PipelineManagerOptions, PipelineMonitor } from "@headrace/library";
import { HeadraceError } from "@headrace/pipeline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-manager-"));
  await cp(join(import.meta.dirname, "fixtures"), directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const manage = (options: PipelineManagerOptions = {}) => new PipelineManager({ directory, ...options });
const there = (name: string) =>
  stat(join(directory, name)).then(
    () => true,
    () => false,
  );

async function run(file: string, variables = {}, options: PipelineManagerOptions = {}): Promise<Pipeline> {
  const manager = manage(options);
  const { name } = await manager.createPipeline(file);
  return await manager.runPipeline(name, variables);
}

const statuses = (pipeline: Pipeline) => Object.fromEntries(pipeline.stages.map(({ name, status }) => [name, status]));
const job = (pipeline: Pipeline, stage: string, name: string) =>
  pipeline.stages.find((each) => each.name === stage)?.jobs.find((each) => each.name === name);

describe("a run of a legacy stages file", () => {
  it("goes by dependencies, keeps jobs in order, and repeats only the command that failed", async () => {
    const pipeline = await run("commands.yaml");
    expect(pipeline.error).toBeNull();
    expect(pipeline.status).toBe("SUCCESS");
    const trace = (await readFile(join(directory, "trace"), "utf8")).trim().split("\n");
    expect(trace).toEqual(["before", "failing", "after", "first", "second", "last"]);
  });

  it("has the shell resolve variables: whole names, quoted safely, once, unless single-quoted", async () => {
    const pipeline = await run("commands.yaml");
    expect(job(pipeline, "variables", "print")?.output.trim().split("\n")).toEqual([
      "1.10",
      "wrongSION",
      "a  b; touch pasted",
      "${" + "VERSION}",
      "job",
      "stage",
      "3",
      "[]",
      "$VERSION",
      "$VERSION",
    ]);
    expect(await there("pasted")).toBe(false);
  });

  it("takes variables for one run: over the pipeline's, under the stage's, never evaluated, and forgets them", async () => {
    const manager = manage();
    await manager.createPipeline("commands.yaml");
    const given = { VERSION: 2, SPACED: "${" + "{ 1 + 1 }}", LEVEL: "given", OTHER: "given", COUNT: null };
    const first = await manager.runPipeline("commands", given);
    expect(job(first, "variables", "print")?.output.split("\n").slice(0, 7)).toEqual([
      "2",
      "wrongSION",
      "${" + "{ 1 + 1 }}",
      "${" + "VERSION}",
      "job",
      "stage",
      "",
    ]);
    const second = await manager.runPipeline("commands");
    expect(job(second, "variables", "print")?.output.split("\n")[0]).toBe("1.10");
    expect(second.variables.VERSION).toBe("1.10");
    await expect(manager.runPipeline("commands", { "my-var": 1 })).rejects.toMatchObject({ code: "invalid-argument" });
  });

  it("lets failures stop what depends on them and nothing else, and allows them at both levels", async () => {
    const pipeline = await run("failures.yaml");
    expect(pipeline.status).toBe("FAILURE");
    expect(statuses(pipeline)).toEqual({
      broken: "FAILURE",
      after: "SKIPPED",
      independent: "SUCCESS",
      tolerant: "SUCCESS",
      half: "SUCCESS",
      "after-allowed": "SUCCESS",
      "on-failure": "SUCCESS",
      "on-success": "SKIPPED",
      slow: "FAILURE",
    });
    expect(job(pipeline, "broken", "bad")).toMatchObject({ status: "FAILURE", exitCode: 7, output: "to stderr\n" });
    expect(job(pipeline, "broken", "good")).toMatchObject({ status: "SUCCESS", exitCode: 0 });
    expect(job(pipeline, "half", "allowed")).toMatchObject({ status: "FAILURE", exitCode: 1 });
    expect(job(pipeline, "slow", "too slow")?.message).toContain("timeout");
    expect(await there("never")).toBe(false);
  });

  it("ends the whole run at the pipeline's timeout", async () => {
    const stages = [{ name: "s", jobs: [{ name: "j", commands: ["sleep 60"] }] }];
    await writeFile(join(directory, "timeout.json"), JSON.stringify({ name: "timeout", timeout: 0.3, stages }));
    const pipeline = await run("timeout.json");
    expect(pipeline.status).toBe("FAILURE");
    expect(job(pipeline, "s", "j")?.status).toBe("FAILURE");
  });

  it("decides conditions by branch and variables", async () => {
    const onMain = await run("conditions.yaml", {}, { branch: "main" });
    expect(onMain.status).toBe("SUCCESS");
    expect(statuses(onMain)).toEqual({ release: "SKIPPED", live: "SKIPPED" });
    const released = await run("conditions.yaml", { TARGET: "live" }, { branch: "release/1/rc" });
    expect(statuses(released)).toEqual({ release: "SUCCESS", live: "SUCCESS" });
  });

  it("records times of the pipeline, its stages and its jobs", async () => {
    const pipeline = await run("commands.yaml");
    expect(pipeline.startedAt?.getTime()).toBeLessThanOrEqual(pipeline.finishedAt?.getTime() ?? 0);
    expect(pipeline.durationMs).toBe((pipeline.finishedAt?.getTime() ?? 0) - (pipeline.startedAt?.getTime() ?? 0));
    const [last] = pipeline.stages;
    const retries = pipeline.stages[1];
    expect(retries?.finishedAt?.getTime()).toBeLessThanOrEqual(last?.startedAt?.getTime() ?? 0);
    expect(last?.jobs[0]?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it("can be found again with the command line's own records", async () => {
    const { executionId } = await run("commands.yaml");
    expect(executionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await there(".headrace")).toBe(true);
  });
});

describe("a run of a Headrace file", () => {
  it("shows each stage with one job, a matrix as one", async () => {
    const pipeline = await run("headrace.yml", { GREETING: "hello" });
    expect(pipeline).toMatchObject({ name: "native", dialect: "headrace", status: "SUCCESS" });
    expect(statuses(pipeline)).toEqual({ build: "SUCCESS", test: "SUCCESS" });
    expect(job(pipeline, "build", "build")?.output).toBe("built: hello\n");
    expect(job(pipeline, "test", "test")?.output.trim().split("\n").sort()).toEqual(["tested on 22", "tested on 24"]);
  });

  it("is saved as it was", async () => {
    const manager = manage();
    const pipeline = await manager.createPipeline("headrace.yml");
    for (const path of ["copy/native.json", "copy/native.yaml"]) {
      await manager.savePipelineConfig(pipeline, path);
      expect((await manager.createPipeline(path)).model).toEqual(pipeline.model);
    }
  });
});

describe("createPipeline", () => {
  it("gives the definition with defaults and warnings, pending", async () => {
    const pipeline = await manage().createPipeline("failures.yaml");
    expect(pipeline).toMatchObject({ status: "PENDING", timeout: 7200, startedAt: null, executionId: null });
    expect(pipeline.stages[0]).toMatchObject({ name: "broken", parallel: true, status: "PENDING" });
    expect(pipeline.stages[0]?.jobs[0]).toMatchObject({
      id: "broken-bad",
      timeout: 3600,
      retryCount: 0,
      status: "PENDING",
    });
  });

  it("says what is wrong with a file", async () => {
    await expect(manage().createPipeline("none.yaml")).rejects.toMatchObject({ code: "file-not-found" });
    await expect(manage().createPipeline(".")).rejects.toMatchObject({ code: "not-a-file" });
    await writeFile(join(directory, "bad.yaml"), "name: x\nstages: [{ name: a, dependencies: [b], jobs: [] }]\n");
    const error = await manage()
      .createPipeline("bad.yaml")
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(HeadraceError);
    expect(error).toMatchObject({
      code: "invalid-definition",
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: "unknown-stage" })]),
    });
  });

  it("saves a configuration that reads back as the same", async () => {
    const manager = manage();
    const pipeline = await manager.createPipeline("failures.yaml");
    for (const path of ["saved.yaml", "saved.json", "deep/er/saved.yml"]) {
      await manager.savePipelineConfig(pipeline, path);
      const again = await manager.createPipeline(path);
      expect(again.stages).toEqual(pipeline.stages);
    }
    expect(JSON.parse(await readFile(join(directory, "saved.json"), "utf8")).stages[3]).toMatchObject({
      name: "tolerant",
      allow_failure: true,
      parallel: false,
    });
    await expect(manager.savePipelineConfig(pipeline, "saved.json/x.json")).rejects.toBeInstanceOf(HeadraceError);
  });
});

describe("faults and cancelling", () => {
  it("runPipelineAsync gives FAILURE with times where runPipeline throws", async () => {
    const manager = manage({ dataDirectory: "failures.yaml/below-a-file" });
    await manager.createPipeline("commands.yaml");
    await expect(manager.runPipeline("commands")).rejects.toBeInstanceOf(HeadraceError);
    const pipeline = await manager.runPipelineAsync("commands");
    expect(pipeline.status).toBe("FAILURE");
    expect(pipeline.startedAt).toBeInstanceOf(Date);
    expect(pipeline.finishedAt).toBeInstanceOf(Date);
    expect(pipeline.error).not.toBeNull();
    expect(pipeline.stages.every(({ status }) => status === "SKIPPED")).toBe(true);
  });

  it("names the pipelines there are when asked for another", async () => {
    const manager = manage();
    await manager.createPipeline("commands.yaml");
    const error = await manager.runPipelineAsync("comands").catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "invalid-argument", mend: "the pipelines created are: commands" });
    expect(manager.getPipelineStatus("comands")).toBeNull();
    expect(manager.listPipelines().map(({ name }) => name)).toEqual(["commands"]);
  });

  it("cancels a run under way, whatever it started, and says whether there was one", async () => {
    const manager = manage();
    const stages = [
      {
        name: "s",
        jobs: [
          { name: "j", commands: ["echo up; sleep 60"] },
          { name: "k", commands: ["sleep 60"] },
        ],
      },
    ];
    await manager.savePipelineConfig({ ...(await manager.createPipeline("failures.yaml")), name: "long" }, "long.yaml");
    expect(manager.cancelPipeline("failures")).toBe(false);
    await writeFile(join(directory, "long.json"), JSON.stringify({ name: "long", stages }));
    await manager.createPipeline("long.json");
    const running = manager.runPipeline("long");
    while (job(manager.getPipelineStatus("long") ?? (await running), "s", "j")?.output !== "up\n") {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(manager.getPipelineStatus("long")?.status).toBe("RUNNING");
    expect(manager.cancelPipeline("long")).toBe(true);
    const pipeline = await running;
    expect(pipeline.status).toBe("CANCELLED");
    expect(statuses(pipeline)).toEqual({ s: "CANCELLED" });
    expect(manager.cancelPipeline("long")).toBe(false);
  });

  it("refuses a number of workers that is none", () => {
    expect(() => manage({ workers: 0 })).toThrow(HeadraceError);
  });

  it("runs at most as many jobs at once as it has workers", async () => {
    const count = "n=$(ls -d running.* 2>/dev/null | wc -l); echo $n >> counts";
    const work = (name: string) => ({
      name,
      commands: [`mkdir running.${name}; ${count}; sleep 0.05; rmdir running.${name}`],
    });
    const stages = [{ name: "s", jobs: ["a", "b", "c", "d"].map(work) }];
    const result = await manage({ workers: 1 }).parallelPipelineExecution(stages);
    expect(result).toMatchObject({ totalStages: 1, completedStages: 1, failedStages: 0 });
    const counts = (await readFile(join(directory, "counts"), "utf8")).trim().split("\n");
    expect(counts).toEqual(["1", "1", "1", "1"]);
  });

  it("keeps secrets out of what it shows", async () => {
    const text = "name: secret\nstages: { a: { secrets: [TOKEN], steps: ['echo \"got $TOKEN\"'] } }\n";
    await writeFile(join(directory, "secret.yml"), text);
    const pipeline = await run("secret.yml", {}, { secrets: { TOKEN: "hunter2-hunter2" } });
    expect(job(pipeline, "a", "a")?.output).toBe("got ***\n");
    await writeFile(
      join(directory, "secret.json"),
      JSON.stringify({ name: "l", stages: [{ name: "a", jobs: [{ name: "a", commands: ["echo $TOKEN"] }] }] }),
    );
    const legacy = await run("secret.json", {}, { secrets: { TOKEN: "hunter2-hunter2" } });
    expect(job(legacy, "a", "a")?.output).toBe("***\n");
    await expect(run("secret.yml")).rejects.toMatchObject({ code: "secret-not-given" });
  });
});

describe("a manager with a monitor", () => {
  it("has every run recorded, faults included", async () => {
    const monitor = new PipelineMonitor({ directory: join(directory, "monitor") });
    const manager = manage({ monitor });
    await manager.createPipeline("failures.yaml");
    await manager.runPipeline("failures");
    const health = monitor.getPipelineHealth("failures");
    expect(health).toMatchObject({ status: "unhealthy", successRate: 0, recentFailures: 1, activeExecutions: 0 });
    const report = monitor.generateReport(health.lastExecution?.executionId ?? "", "execution");
    expect(report).toMatchObject({ status: "FAILURE", jobsExecuted: 9, jobsPassed: 5, jobsFailed: 4, jobsSkipped: 2 });
    const broken = manage({ monitor, dataDirectory: "failures.yaml/x" });
    await broken.createPipeline("commands.yaml");
    await broken.runPipelineAsync("commands");
    expect(monitor.getPipelineHealth("commands").lastExecution?.status).toBe("FAILURE");
  });
});
