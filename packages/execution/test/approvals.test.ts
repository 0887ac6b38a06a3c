import {
  awaitedApprovals,
  decide,
  planExecution,
  previewExecution,
  settleApproval,
  waitingInstances,
} from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { pipeline, plan, request, type StageSketch } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const rule = { approvers: ["team-leads"], minimum: 1, preventSelfApproval: false };
const approval = (more: Partial<NonNullable<StageSketch["approval"]>> = {}) => ({ approval: { ...rule, ...more } });

describe("asking", () => {
  test("comes after the condition and before the slot, and takes none", () => {
    const world = createWorld(plan({ deploy: approval(), build: {} }, { concurrency: 1 }));
    world.act();
    expect(world.outcomes()).toEqual({ deploy: "waiting", build: "running" });
    expect(world.state.runningInstances).toBe(1);
    world.answer("ada", "approve", "deploy");
    world.act();
    expect(world.outcomes()).toEqual({ deploy: "queued", build: "running" });
    expect(world.run().outcomes()).toEqual({ deploy: "success", build: "success" });
  });

  test("does not happen where the condition does not hold", () => {
    const world = createWorld(plan({ deploy: { when: "git.branch == 'release'", ...approval() } }));
    expect(world.run().outcomes()).toEqual({ deploy: "skipped" });
    expect(world.events.map(({ type }) => type)).not.toContain("approval.requested");
  });

  test("says for which commit and definition, and shows instructions and group with their values", () => {
    const stages = {
      build: {},
      deploy: {
        needs: ["build"],
        ...approval({ timeout: 60_000, instructions: "After ${{ needs.build.result }} on ${{ git.branch }}" }),
        concurrency: { group: "deploy-${{ git.branch }}", limit: 2, cancelInProgress: false },
      },
    };
    const world = createWorld(plan(stages));
    world.act();
    world.end("build");
    world.act();
    const concurrency = { group: "deploy-main", limit: 2, cancelInProgress: false };
    expect(world.events.at(-1)).toMatchObject({
      type: "approval.requested",
      commit: "1f2e3d",
      digest: "c0ffee",
      approvers: ["team-leads"],
      instructions: "After success on main",
      expiresAt: world.now + 60_000,
      concurrency,
    });
    world.answer("ada", "approve", "deploy");
    world.act();
    expect(world.events.find((event) => event.type === "stage.queued" && event.stage === "deploy")).toMatchObject({
      concurrency,
    });
  });

  test("fails the stage where its words cannot be evaluated", () => {
    const world = createWorld(plan({ deploy: approval({ instructions: "${{ fromJSON(git.branch) }}" }) }));
    expect(world.run().outcomes()).toEqual({ deploy: "failed" });
  });

  test("asks for each instance of a matrix by itself", () => {
    const deploy = { matrix: { axes: { region: ["east", "west"] } }, ...approval() };
    const world = createWorld(plan({ deploy }));
    world.act();
    world.answer("ada", "approve", "deploy (west)");
    world.act();
    expect(world.outcomes()).toEqual({ "deploy (east)": "waiting", "deploy (west)": "running" });
  });
});

describe("deciding", () => {
  test("takes as many different people as are asked for", () => {
    const world = createWorld(plan({ deploy: approval({ minimum: 2 }) }));
    world.act();
    expect(world.answer("ada", "approve", "deploy")).toBeUndefined();
    expect(world.answer("ada", "approve", "deploy")).toBe("approval-already-given");
    world.act();
    expect(world.outcomes()).toEqual({ deploy: "waiting" });
    world.answer("ben", "approve", "deploy");
    expect(world.answer("cleo", "reject", "deploy")).toBe("approval-not-waiting");
    expect(world.run().outcomes()).toEqual({ deploy: "success" });
  });

  test("one who rejects is enough, is never an allowed failure, and counts as one for what comes after", () => {
    const stages = {
      deploy: { allowFailure: true, ...approval({ minimum: 3 }) },
      after: { needs: ["deploy"] },
      mourn: { needs: ["deploy"], when: "failure()" },
    };
    const world = createWorld(plan(stages));
    world.act();
    world.answer("ada", "approve", "deploy");
    world.answer("ben", "reject", "deploy");
    expect(world.run().outcomes()).toEqual({ deploy: "rejected", after: "skipped", mourn: "success" });
    expect(world.details()).toEqual({ after: "deploy was rejected" });
    expect(world.state.outcome).toBe("failed");
  });

  test("a rejected instance stops the others where the matrix fails fast", () => {
    const matrix = { axes: { region: ["east", "west"] }, failFast: true };
    const world = createWorld(plan({ deploy: { matrix, ...approval() } }));
    world.act();
    world.answer("ada", "reject", "deploy (east)");
    expect(world.run().outcomes()).toEqual({ "deploy (east)": "rejected", "deploy (west)": "cancelled" });
  });

  test("is over at its time limit, and not before", () => {
    const world = createWorld(plan({ deploy: approval({ timeout: 500 }), later: approval({ timeout: 900 }) }));
    world.act();
    expect(decide(world.state, world.now)).toEqual([{ kind: "wake", at: world.now + 500 }]);
    world.now += 500;
    expect(world.answer("ada", "approve", "deploy")).toBe("approval-not-waiting");
    world.act();
    expect(world.outcomes()).toEqual({ deploy: "rejected", later: "waiting" });
    world.answer("ada", "approve", "later");
    expect(world.run().outcomes()).toEqual({ deploy: "rejected", later: "success" });
  });

  test("consent that was given in time counts, though it is looked at later", () => {
    const world = createWorld(plan({ deploy: approval({ timeout: 500 }) }));
    world.act();
    world.answer("ada", "approve", "deploy");
    world.now += 5_000;
    expect(world.run().outcomes()).toEqual({ deploy: "success" });
  });
});

describe("while it waits", () => {
  test("a cancel withdraws the question, but from what outlives it", () => {
    const world = createWorld(plan({ deploy: approval(), cleanup: { when: "always()", ...approval() } }));
    world.act();
    world.cancel();
    world.act();
    expect(world.outcomes()).toEqual({ deploy: "cancelled", cleanup: "waiting" });
    expect([...awaitedApprovals(world.state)]).toEqual([{ stage: "cleanup", instance: "cleanup" }]);
    world.cancel(true);
    expect(world.run().outcomes()).toEqual({ deploy: "cancelled", cleanup: "cancelled" });
  });

  test("a crash changes nothing, and only consent lets it go on", () => {
    const world = createWorld(plan({ deploy: approval() }));
    world.act();
    world.crash();
    world.release();
    world.put({ type: "stage.queued", stage: "deploy", instance: "deploy" });
    expect(world.outcomes()).toEqual({ deploy: "waiting" });
    expect([...waitingInstances(world.state)]).toEqual([]);
    world.answer("ada", "approve", "deploy");
    expect(world.run().outcomes()).toEqual({ deploy: "success" });
  });

  test("a conclusion that a crash cut short is asked for again, and only what is missing is recorded", () => {
    const world = createWorld(plan({ deploy: approval() }));
    world.act();
    world.answer("ada", "approve", "deploy");
    world.put({ type: "approval.settled", stage: "deploy", instance: "deploy", outcome: "approved" });
    const due = decide(world.state, world.now);
    expect(due).toEqual([{ kind: "conclude", stage: "deploy", instance: "deploy", outcome: "approved" }]);
    const ref = { stage: "deploy", instance: "deploy" };
    expect(settleApproval(world.state, { ...ref, outcome: "approved" }).map(({ type }) => type)).toEqual([
      "stage.queued",
    ]);
    expect(world.run().outcomes()).toEqual({ deploy: "success" });
  });

  test("an attempt that failed is repeated without asking again", () => {
    const retry = { attempts: 2, on: ["failed"], backoff: 0 } as const;
    const world = createWorld(plan({ deploy: { retry, ...approval() } }));
    world.act();
    world.answer("ada", "approve", "deploy");
    world.act();
    world.end("deploy", { outcome: "failed" });
    expect(world.run().outcomes()).toEqual({ deploy: "success" });
    expect(world.events.filter(({ type }) => type === "approval.requested")).toHaveLength(1);
  });
});

test("a preview supposes consent, and says who has to give it", () => {
  const stages = { deploy: approval({ minimum: 2 }), after: { needs: ["deploy"] } };
  const previewed = previewExecution(plan(stages), { hashFiles: () => "", changed: () => false });
  expect(previewed.map(({ stage, kind, why }) => [stage, kind, why])).toEqual([
    ["deploy", "run", "it needs nothing, and 2 people must approve it (team-leads)"],
    ["after", "run", "after deploy"],
  ]);
});

test("a rolled back deployment is told by the end of the execution", () => {
  const world = createWorld(plan({ deploy: {}, other: {} }));
  world.act();
  world.end("deploy", { outcome: "failed", rollback: { rolledBack: false, reason: "exit code 1" } });
  world.end("other", { outcome: "failed", rollback: { rolledBack: true, reason: "the stage was cancelled" } });
  world.act();
  expect(world.events.at(-1)).toMatchObject({
    type: "execution.finished",
    rolledBack: false,
    rollbackReason: "deploy: exit code 1; other: the stage was cancelled",
  });
});

test("what starts first is what has the higher priority, before the longer path", () => {
  const stages = { long: {}, next: { needs: ["long"] }, low: { priority: -1 }, urgent: { priority: 5 }, plain: {} };
  const world = createWorld(plan(stages, { concurrency: 1 }));
  expect(world.run().started()).toEqual(["urgent", "long", "plain", "next", "low"]);
});

test("the concurrency group of the pipeline belongs to the plan, and an empty name is none", () => {
  const grouped = (group: string) =>
    planExecution(request(pipeline({ build: {} }, { concurrency: { group, limit: 1, cancelInProgress: true } })));
  expect(grouped("deploy-${{ git.branch }}").concurrencyGroup).toEqual({
    group: "deploy-main",
    limit: 1,
    cancelInProgress: true,
  });
  expect(grouped("${{ git.tag }}")).not.toHaveProperty("concurrencyGroup");
  expect(() => grouped("${{ fromJSON(git.branch) }}")).toThrow("concurrency group");
});
