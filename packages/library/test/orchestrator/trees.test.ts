import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TreeSource } from "@headrace/engine";
import { createMirrors, createTreeSource } from "@headrace/engine/checkouts";
import { expect, onTestFinished, test } from "vitest";
import { createBench, noSecrets, watch } from "./bench.ts";

const definition = `
name: shop
stages:
  build:
    reuse: { inputs: [file] }
    steps: [echo built]
    outputs: { hash: '\${{ hashFiles(''file'') }}', other: '\${{ hashFiles(''*.local'') }}' }
  test:
    needs: [build]
    steps: [echo tested]
    outputs: { hash: '\${{ hashFiles(''file'') }}' }
  empty:
    checkout: false
    steps: [echo nothing]
    outputs: { hash: '\${{ hashFiles(''file'') }}' }
`;

test("stages get the files of the commit that the execution names, and reuse goes by them", async () => {
  await using bench = await createBench();
  const directory = mkdtempSync(join(tmpdir(), "headrace-trees-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const repository = join(directory, "repository");
  mkdirSync(repository);
  writeFileSync(join(repository, "file"), "committed");
  const git = (...words: readonly string[]): void => {
    execFileSync("git", ["-C", repository, "-c", "user.name=t", "-c", "user.email=t@example.org", ...words]);
  };
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=first");
  await using mirrors = createMirrors({ directory: join(directory, "mirrors"), allowLocalPaths: [directory] });
  const mirror = mirrors.mirror({ repositoryId: "shop", url: repository });
  const run = async () => {
    await mirror.update();
    await using trees = createTreeSource(mirror, { commit: await mirror.resolve("") });
    const request = bench.request(definition);
    // What lies in the project directory is no part of it.
    writeFileSync(join(request.projectDirectory, "only.local"), request.plan.executionId);
    const seen = watch();
    const handle = await bench.orchestrator.start({ ...request, trees, secrets: noSecrets, observer: seen.observer });
    expect((await handle.finished).outcome).toBe("success");
    return seen.events;
  };
  const outputs = (await run()).flatMap((event) =>
    event.type === "output.set" ? [`${event.stage}.${event.name}: ${event.value === "" ? "nothing" : "a hash"}`] : [],
  );
  expect(outputs.toSorted()).toEqual([
    "build.hash: a hash",
    "build.other: nothing",
    "empty.hash: nothing",
    "test.hash: a hash",
  ]);
  const reused = async (): Promise<readonly string[]> =>
    (await run()).flatMap((event) => (event.type === "stage.reused" ? [event.stage] : []));
  expect(await reused()).toEqual(["build"]);
  writeFileSync(join(repository, "file"), "changed");
  git("commit", "--quiet", "--all", "--message=second");
  expect(await reused()).toEqual([]);
});

test("a stage that is cancelled while its tree is filled is cancelled, not broken, and leaves nothing", async () => {
  await using bench = await createBench();
  const filling = Promise.withResolvers<string>();
  const trees: TreeSource = {
    fill: (into, signal) =>
      new Promise((_, reject) => {
        writeFileSync(join(into, "half"), "");
        signal.addEventListener("abort", () => reject(signal.reason));
        filling.resolve(into);
      }),
    readable: () => Promise.reject(new Error("nothing asks for it")),
  };
  const request = bench.request("name: shop\nstages:\n  build: { steps: [echo built] }\n");
  const seen = watch();
  const handle = await bench.orchestrator.start({ ...request, trees, secrets: noSecrets, observer: seen.observer });
  const into = await filling.promise;
  handle.cancel();
  expect((await handle.finished).outcome).toBe("cancelled");
  expect(seen.events.flatMap((event) => (event.type === "stage.finished" ? [event.outcome] : []))).toEqual([
    "cancelled",
  ]);
  expect(() => readdirSync(into)).toThrow(expect.objectContaining({ code: "ENOENT" }));
});
