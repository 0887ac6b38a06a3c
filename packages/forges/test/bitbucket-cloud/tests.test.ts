import { beforeEach, expect, it } from "vitest";
import { addRun, addTest, endRun, type Run } from "../doubles/bitbucket-cloud/world.ts";
import { shareBitbucketCloud } from "../support/share-bitbucket-cloud.ts";

const shop = { owner: "acme", name: "shop" };
const at = shareBitbucketCloud();
let run: Run;
beforeEach(() => {
  run = addRun(at.repository);
  endRun(run, "FAILED");
});

const read = () => at.cloud.tests.read(shop, { run: run.uuid, stage: run.steps[0]?.uuid ?? "" });

it("gives the cases of a step with why they failed, told with them or at an address of its own", async () => {
  addTest(run.steps[0]);
  const reason = { message: "expected 3", stack_trace: "expected 3\n  at numbers.ts:4" };
  addTest(run.steps[0], { status: "FAILED", duration: "PT1M0.5S", reason, tellsReason: true });
  addTest(run.steps[0], { status: "ERROR", reason: { message: "no such file" } });
  addTest(run.steps[0], { status: "SKIPPED" });
  expect(await read()).toEqual({
    passed: 1,
    failed: 2,
    skipped: 1,
    durationMs: 61_250,
    cases: [
      { suite: "numbers", name: "adds 1", outcome: "passed", durationMs: 250 },
      { suite: "numbers", name: "adds 2", outcome: "failed", durationMs: 60_500, message: reason.stack_trace },
      { suite: "numbers", name: "adds 3", outcome: "failed", durationMs: 250, message: "no such file" },
      { suite: "numbers", name: "adds 4", outcome: "skipped", durationMs: 250 },
    ],
  });
  expect(at.double.asked).toHaveLength(3);
});

it("asks once where a step reported none", async () => {
  expect(await read()).toBeUndefined();
  expect(at.double.asked).toHaveLength(1);
});

it("counts all of very many, reads a bounded part of them, and asks for few reasons", async () => {
  for (let number = 0; number < 2_500; number++) {
    addTest(run.steps[0], number < 40 ? { status: "FAILED", reason: { message: "wrong" } } : {});
  }
  const found = await read();
  expect(found).toMatchObject({ passed: 2_460, failed: 40, skipped: 0 });
  expect(found?.cases).toHaveLength(2_000);
  expect(found?.cases.filter(({ message }) => message === "wrong")).toHaveLength(20);
  expect(at.double.asked).toHaveLength(1 + 20 + 20);
});

it("takes what another version of the host may answer, and names a suite by what there is", async () => {
  const values = [
    { fully_qualified_name: "shop.Cart.adds", name: "adds", status: "PASSED", duration_in_seconds: 2 },
    { fully_qualified_name: "alone", status: "NEW_WORD", duration: {}, reason: "text" },
    { package_name: "shop", class_name: "Cart", name: "removes", status: "SUCCESSFUL", duration: 0.5 },
  ];
  at.double.faults.push(
    { on: /test_reports$/, reply: { status: 200, json: {} } },
    { on: /test_cases/, reply: { status: 200, json: { values } } },
  );
  expect(await read()).toEqual({
    passed: 2,
    failed: 0,
    skipped: 1,
    durationMs: 2_500,
    cases: [
      { suite: "shop.Cart", name: "adds", outcome: "passed", durationMs: 2_000 },
      { suite: "", name: "alone", outcome: "skipped", durationMs: 0, message: "Bitbucket calls it NEW_WORD" },
      { suite: "shop.Cart", name: "removes", outcome: "passed", durationMs: 500 },
    ],
  });
});
