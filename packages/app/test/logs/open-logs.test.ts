import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileLogStore } from "@headrace/store";
import { expect, test } from "vitest";
import { openAttemptLog } from "../../src/logs/open-logs.ts";

test("the log of an execution that ends while it is looked for is there", async ({ onTestFinished }) => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-logs-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const clock = { now: () => Date.UTC(2026, 10, 22, 9) };
  const [executionId, stage, attempt] = ["0197-ends", "build", 1];
  const address = { executionId, instance: stage, attempt };
  let ends = (): void => {};
  const get = async () => {
    ends();
    return { outcome: "success" };
  };
  const app = { clock, store: { layout: { logs: directory }, executions: { get } } };
  const open = () => openAttemptLog(app, executionId, { stage, ...address });
  await expect(open()).rejects.toMatchObject({ code: "gone" });
  ends = () => {
    const writer = createFileLogStore({ directory, clock }).create(address);
    writer.append({ stream: "stdout", bytes: Buffer.from("hello\n"), lineEnds: 1, open: false });
    writer.close();
  };
  await using reader = await open();
  expect(reader?.lineCount).toBe(1);
});
