import { expect } from "vitest";
import type { Answer } from "../start-server.ts";
import { definition, type Seeded } from "./seed.ts";

/** Calls a tool as an agent does, and gives its structured answer; throws what it says where it refuses. */
export type Call = (tool: string, input?: Readonly<Record<string, unknown>>) => Promise<Answer["body"]>;

export interface Task {
  /** As a person would say it. */
  readonly asked: string;
  /** What the shortest path may need: calls, and bytes of all answers. */
  readonly calls: number;
  readonly bytes: number;
  solve(call: Call, seeded: Seeded): Promise<void>;
}

const newest = async (call: Call, filter: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  (await call("list_executions", { limit: 1, branch: "main", state: "ended", ...filter })).items[0].id;
const shop = async (call: Call): Promise<string> => (await call("list_pipelines", { search: "shop" })).items[0].id;
const repository = async (call: Call): Promise<string> => (await call("list_repositories")).items[0].id;
const failed = { outcome: "failed" };
const matrix = definition.replace("  test:\n", "  test:\n    matrix: { axes: { node: [22, 24] } }\n");

/** Those that look come first: what the later ones change, the earlier ones need as it was. */
export const tasks: readonly Task[] = [
  {
    asked: "why did the last run on main fail?",
    calls: 1,
    bytes: 8_000,
    async solve(call, { red, green }) {
      const why = await call("failure_summary", { branch: "main" });
      expect(why.execution.id).toBe(red);
      expect(JSON.stringify(why.failures)).toContain("AssertionError: expected 8 to be 9");
      expect(why.earlier).toMatchObject([{ id: green, outcome: "success" }]);
    },
  },
  {
    asked: "is main green?",
    calls: 1,
    bytes: 1_500,
    async solve(call) {
      const { items } = await call("list_executions", { branch: "main", state: "ended", limit: 1 });
      expect(items).toMatchObject([{ outcome: "failed", pipeline: { name: "shop" } }]);
    },
  },
  {
    asked: "how does shop stand on main, stage by stage?",
    calls: 2,
    bytes: 6_000,
    async solve(call) {
      const { stages } = await call("latest_status", { pipeline: await shop(call), branch: "main" });
      expect(stages).toMatchObject([{ outcome: "success" }, { stage: "test", outcome: "failed" }, { stage: "ship" }]);
    },
  },
  {
    asked: "which stage is the slowest?",
    calls: 2,
    bytes: 6_000,
    async solve(call) {
      const { stages } = await call("execution_report", { execution: await newest(call, { outcome: "success" }) });
      const slowest = stages.toSorted(
        (one: { durationMs: number }, other: { durationMs: number }) => other.durationMs - one.durationMs,
      )[0];
      expect(stages).toHaveLength(3);
      expect(slowest.durationMs).toBeGreaterThan(0);
    },
  },
  {
    asked: "what runs just now?",
    calls: 1,
    bytes: 2_500,
    async solve(call, { running }) {
      const { items } = await call("list_executions", { state: "running" });
      expect(items.map(({ id }: { id: string }) => id)).toContain(running);
    },
  },
  {
    asked: "show me the end of the test stage's log",
    calls: 2,
    bytes: 2_500,
    async solve(call) {
      const log = await call("tail_log", { execution: await newest(call, failed), stage: "test", limit: 5 });
      expect(log).toMatchObject({
        hasMore: false,
        lines: expect.arrayContaining([expect.stringContaining("Assertion")]),
      });
    },
  },
  {
    asked: "where in the log does it speak of an error?",
    calls: 2,
    bytes: 3_000,
    async solve(call) {
      const found = await call("search_log", { execution: await newest(call, failed), q: "\\w+Error:", regex: true });
      expect(found).toMatchObject({
        count: 1,
        lines: ["1 test | running the tests", "2 test > AssertionError: expected 8 to be 9"],
      });
    },
  },
  {
    asked: "which stages did not work, and with which exit code?",
    calls: 2,
    bytes: 2_500,
    async solve(call) {
      const found = await call("list_stages", { execution: await newest(call, failed), detail: "detailed" });
      expect(found.counts).toEqual({ success: 1, failed: 1, skipped: 1 });
      expect(found.stages).toMatchObject([
        { state: "success" },
        { instance: "test", exitCode: 1 },
        { state: "skipped" },
      ]);
    },
  },
  {
    asked: "which runs did I start?",
    calls: 1,
    bytes: 6_000,
    async solve(call, { red, green }) {
      const { items } = await call("list_executions", { mine: true, limit: 5 });
      expect(items.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([red, green]));
    },
  },
  {
    asked: "which tests failed?",
    calls: 2,
    bytes: 3_000,
    async solve(call) {
      const { items } = await call("list_tests", { execution: await newest(call, failed), outcome: "failed" });
      expect(items).toMatchObject([{ name: "adds up", message: expect.stringContaining("expected 8 to be 9") }]);
    },
  },
  {
    asked: "is that test flaky?",
    calls: 3,
    bytes: 5_000,
    async solve(call) {
      const execution = await newest(call, failed);
      const { items } = await call("list_tests", { execution, outcome: "failed" });
      const [{ instance, suite, name }] = items;
      const history = await call("test_history", { execution, instance, suite, name });
      expect(JSON.stringify(history)).toContain("passed");
    },
  },
  {
    asked: "what differs from the last run that worked?",
    calls: 3,
    bytes: 5_000,
    async solve(call) {
      const execution = await newest(call, failed);
      const other = await newest(call, { outcome: "success" });
      expect(JSON.stringify(await call("compare_executions", { execution, with: other }))).toContain("broken");
    },
  },
  {
    asked: "what did the build produce?",
    calls: 2,
    bytes: 3_000,
    async solve(call) {
      const { items } = await call("list_artifacts", { execution: await newest(call) });
      expect(items).toMatchObject([{ name: "dist" }]);
    },
  },
  {
    asked: "show me the page that was built",
    calls: 3,
    bytes: 3_500,
    async solve(call) {
      const { items } = await call("list_artifacts", { execution: await newest(call) });
      const read = await call("read_artifact", { artifact: items[0].id, path: "dist/page.html" });
      expect(read).toMatchObject({ text: "<h1>Shop</h1>\n" });
    },
  },
  {
    asked: "give me the whole artifact",
    calls: 3,
    bytes: 3_500,
    async solve(call) {
      const { items } = await call("list_artifacts", { execution: await newest(call) });
      const { link } = await call("read_artifact", { artifact: items[0].id });
      expect(link.url).toContain("/artifact-links?token=");
    },
  },
  {
    asked: "what is in production?",
    calls: 1,
    bytes: 3_000,
    async solve(call) {
      const { items } = await call("list_environments");
      expect(items).toMatchObject([{ name: "production", currentDeploymentId: expect.any(String) }]);
    },
  },
  {
    asked: "what was deployed to production before?",
    calls: 2,
    bytes: 5_000,
    async solve(call, { green }) {
      const [{ id: environment }] = (await call("list_environments")).items;
      expect((await call("list_deployments", { environment })).items).toMatchObject([{ executionId: green }]);
    },
  },
  {
    asked: "what waits for my consent, and for what?",
    calls: 1,
    bytes: 3_000,
    async solve(call, { waiting }) {
      const { items } = await call("list_approvals", { mine: true, state: "waiting" });
      expect(JSON.stringify(items)).toContain(waiting);
    },
  },
  {
    asked: "why does the release not go on?",
    calls: 2,
    bytes: 3_000,
    async solve(call, { waiting }) {
      const { items } = await call("list_executions", { awaitsApproval: true });
      expect(items[0].id).toBe(waiting);
      expect(JSON.stringify(await call("why_queued", { execution: waiting }))).toContain("out");
    },
  },
  {
    asked: "add a matrix over Node 22 and 24 to the tests, and show me the plan",
    calls: 3,
    bytes: 12_000,
    async solve(call) {
      const pipeline = await shop(call);
      expect((await call("get_pipeline", { pipeline })).text).toBe(definition);
      const plan = JSON.stringify(await call("explain_plan", { pipeline, branch: "main", text: matrix }));
      expect(plan).toContain("test (22)");
      expect(plan).toContain("test (24)");
    },
  },
  {
    asked: "what is wrong with this definition?",
    calls: 1,
    bytes: 1_500,
    async solve(call) {
      const { diagnostics } = await call("validate_pipeline", { text: "name: x\nstages:\n  a: { step: [make] }\n" });
      expect(diagnostics).toMatchObject([{ code: "missing-key" }, { code: "unknown-key" }]);
    },
  },
  {
    asked: "what would a push to main start?",
    calls: 2,
    bytes: 3_000,
    async solve(call) {
      const answer = await call("which_pipelines_start", {
        repository: await repository(call),
        event: "push",
        branch: "main",
      });
      expect(JSON.stringify(answer)).toContain("shop");
    },
  },
  {
    asked: "what may I do here?",
    calls: 1,
    bytes: 3_000,
    async solve(call) {
      expect(JSON.stringify(await call("who_am_i"))).toContain("owner");
    },
  },
  {
    asked: "what would a clean-up remove?",
    calls: 1,
    bytes: 2_500,
    async solve(call) {
      expect(await call("plan_clean_up", { logDays: 1 })).toBeTypeOf("object");
    },
  },
  {
    asked: "run only what failed again, and tell me how it ends",
    calls: 3,
    bytes: 3_000,
    async solve(call) {
      const started = await call("rerun_execution", { execution: await newest(call, failed), part: "failed" });
      const ended = await call("wait_for_execution", { execution: started.id, seconds: 45 });
      expect(ended).toMatchObject({ state: "ended", outcome: "failed", next: "failure_summary says why" });
    },
  },
  {
    asked: "run shop on main, not broken, and wait for it",
    calls: 3,
    bytes: 3_500,
    async solve(call) {
      const { id: execution } = await call("run_pipeline", {
        pipeline: await shop(call),
        branch: "main",
        parameters: { broken: false },
      });
      expect(await call("wait_for_execution", { execution, seconds: 45 })).toMatchObject({ outcome: "success" });
    },
  },
  {
    asked: "consent to the release",
    calls: 2,
    bytes: 4_500,
    async solve(call, { waiting }) {
      const { items } = await call("list_approvals", { execution: waiting, state: "waiting" });
      expect((await call("decide_approval", { approval: items[0].id, decision: "approve" })).state).toBe("approved");
    },
  },
  {
    asked: "stop everything that runs on the branch side",
    calls: 1,
    bytes: 1_000,
    async solve(call, { running }) {
      const { cancelled, refused } = await call("cancel_branch", { branch: "side", confirm: "side" });
      expect({ cancelled, refused }).toMatchObject({ cancelled: [{ id: running }], refused: [] });
    },
  },
  {
    asked: "would this text be taken?",
    calls: 2,
    bytes: 2_000,
    async solve(call) {
      const pipeline = await shop(call);
      const wrong = await call("update_pipeline", {
        pipeline,
        text: "name: shop\nstages: { a: {} }\n",
        validate_only: true,
      });
      expect(wrong.diagnostics).not.toEqual([]);
    },
  },
  {
    asked: "save the matrix, so that nobody's change is lost",
    calls: 3,
    bytes: 14_000,
    async solve(call) {
      const pipeline = await shop(call);
      const { version } = await call("get_pipeline", { pipeline });
      const saved = await call("update_pipeline", { pipeline, version, text: matrix, message: "Two Nodes" });
      expect(saved.version).toBe(version + 1);
    },
  },
  {
    asked: "go back to the version before",
    calls: 4,
    bytes: 14_000,
    async solve(call) {
      const pipeline = await shop(call);
      const { items } = await call("list_pipeline_versions", { pipeline });
      const { version } = await call("roll_back_pipeline", { pipeline, version: items[1].version });
      expect(await call("get_pipeline", { pipeline })).toMatchObject({ version, text: definition });
    },
  },
  {
    asked: "make a pipeline that says hello",
    calls: 3,
    bytes: 6_000,
    async solve(call) {
      const text = 'name: hello\nstages:\n  greet: { steps: ["echo hello"] }\n';
      expect((await call("validate_pipeline", { text })).diagnostics).toEqual([]);
      const made = await call("create_pipeline", { name: "hello", repository: await repository(call), text });
      expect(made).toMatchObject({ name: "hello", active: false });
    },
  },
  {
    asked: "run shop every night at two",
    calls: 2,
    bytes: 3_500,
    async solve(call) {
      const made = await call("create_schedule", { pipeline: await shop(call), cron: "0 2 * * *" });
      expect(made.cron).toBe("0 2 * * *");
    },
  },
  {
    asked: "set the variable REGION to eu",
    calls: 3,
    bytes: 3_500,
    async solve(call) {
      const its = await repository(call);
      await call("set_variable", { repository: its, name: "REGION", value: "eu" });
      expect(JSON.stringify(await call("list_variables", { repository: its }))).toContain("REGION");
    },
  },
  {
    asked: "keep a token as a secret",
    calls: 2,
    bytes: 2_000,
    async solve(call) {
      const kept = await call("set_secret", {
        repository: await repository(call),
        name: "TOKEN",
        value: "hush-1234567",
      });
      expect(JSON.stringify(kept)).not.toContain("hush");
    },
  },
  {
    asked: "take production back to what stood before",
    calls: 3,
    bytes: 6_000,
    async solve(call) {
      const [{ id: environment }] = (await call("list_environments")).items;
      const { id: execution } = await call("roll_back", { environment, reason: "orders could not be paid" });
      expect(await call("wait_for_execution", { execution, seconds: 45 })).toMatchObject({ outcome: "success" });
    },
  },
  {
    asked: "what have agents done today?",
    calls: 1,
    bytes: 24_500,
    async solve(call) {
      const { items } = await call("read_audit_log", { operation: "environments.rollback" });
      expect(items[0]).toMatchObject({ outcome: "done", detail: { via: "mcp", client: "test 1.0.0" } });
    },
  },
];
