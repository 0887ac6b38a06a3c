import { expect, test } from "vitest";
import { createBench, watch } from "./bench.ts";

const definition = `
name: delivery
stages:
  build: { steps: [echo built] }
  deploy: { secrets: [TOKEN], approval: { minimum: 2, preventSelfApproval: true, timeout: 1h }, steps: [echo deployed] }
`;
const secrets = new Map([["TOKEN", "sesame-open"]]);

test("decisions are taken from different people until there are enough; every other word is refused by name", async () => {
  await using bench = await createBench();
  const seen = watch();
  const request = bench.request(definition);
  const handle = await bench.orchestrator.start({ ...request, secrets, observer: seen.observer });
  const asked = await seen.until(({ type }) => type === "approval.requested");
  expect(asked).toMatchObject({ minimum: 2, preventSelfApproval: true, commit: "1f2e3d", digest: request.plan.digest });
  expect(asked).toMatchObject({ expiresAt: expect.any(Number) });
  const deploy = { stage: "deploy", instance: "deploy", decision: "approve" } as const;
  const refused = async (answer: Parameters<typeof handle.decideApproval>[0]) =>
    await handle.decideApproval(answer).then(
      () => "taken",
      (error: { readonly code: string }) => error.code,
    );
  expect(await refused({ ...deploy, by: " " })).toBe("invalid-argument");
  expect(await refused({ ...deploy, by: "ada", stage: "deplo" })).toBe("stage-not-found");
  expect(await refused({ ...deploy, by: "ada", instance: "deploy (1)" })).toBe("approval-not-waiting");
  expect(await refused({ ...deploy, by: "ada", stage: "build", instance: "build" })).toBe("approval-not-waiting");
  const after = await handle.decideApproval({ ...deploy, by: "ada", comment: "sesame-open is in order" });
  expect(after).toMatchObject({ decisions: [{ by: "ada", decision: "approve", comment: "*** is in order" }] });
  expect(await refused({ ...deploy, by: "ada" })).toBe("approval-already-given");
  expect(await refused({ ...deploy, by: "ada", decision: "reject" })).toBe("approval-already-given");
  // Two at the same moment: there is room for one of them.
  const both = await Promise.all([refused({ ...deploy, by: "ben" }), refused({ ...deploy, by: "cleo" })]);
  expect(both.sort()).toEqual(["approval-not-waiting", "taken"]);
  expect((await handle.finished).outcome).toBe("success");
  expect(await refused({ ...deploy, by: "dan" })).toBe("approval-not-waiting");
});

test("a rejection ends the stage as rejected and the execution as failed; a cancel withdraws the question", async () => {
  await using bench = await createBench();
  const seen = watch();
  const rejected = await bench.orchestrator.start({ ...bench.request(definition), secrets, observer: seen.observer });
  await seen.until(({ type }) => type === "approval.requested");
  await rejected.decideApproval({ stage: "deploy", instance: "deploy", by: "ada", decision: "reject", comment: "no" });
  const state = await rejected.finished;
  expect(state.outcome).toBe("failed");
  expect(seen.events.find((event) => event.type === "stage.finished" && event.stage === "deploy")).toMatchObject({
    outcome: "rejected",
    allowed: false,
    attempt: 0,
    message: "rejected by ada: no",
  });

  const withdrawn = watch();
  const cancelled = await bench.orchestrator.start({
    ...bench.request(definition),
    secrets,
    observer: withdrawn.observer,
  });
  await withdrawn.until(({ type }) => type === "approval.requested");
  expect(withdrawn.types).not.toContain("stage.skipped");
  cancelled.cancel();
  expect((await cancelled.finished).outcome).toBe("cancelled");
  expect(withdrawn.events.find((event) => event.type === "stage.skipped" && event.stage === "deploy")).toMatchObject({
    stage: "deploy",
    reason: "cancelled",
  });
});
