import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";
import type { Ran, Workbench } from "../support/workbench.ts";

/** Headrace or its surroundings failed: said in words, without a stack trace, with a mend. */
function expectFault(ran: Ran, words: string): void {
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toMatch(/^mend: {2}[A-Z]/m);
  expect(ran.stderr).not.toMatch(/^\s+at /m);
  expect(ran.exitCode).toBe(3);
}

describe("a data directory that cannot be used", () => {
  test("because a file stands in its place", async () => {
    using bench = useFixture("input");
    bench.write(".headrace", "");
    expectFault(await bench.command(["run", "hello.yml"]), ".headrace");
    expectFault(await bench.command(["run", "hello.yml", "--data", "hello.yml/below"]), "hello.yml");
  });

  test("because its disk may not be written to", async (context) => {
    using bench = useFixture("input");
    using mount = mountTemporary(bench, "size=1m");
    if (mount === null) return context.skip("only root may mount a file system");
    execFileSync("mount", ["-o", "remount,ro", mount.path]);
    expectFault(await bench.command(["run", "hello.yml", "--data", "disk/data"]), "disk/data");
  });
});

describe("a data directory that a step removes", () => {
  test.each([
    ["rm -rf .headrace", "removed"],
    ["mv .headrace elsewhere && mkdir .headrace", "removed or replaced"],
  ])("%s: is named, and what comes after does not run", async (script, words) => {
    using bench = useFixture("input");
    bench.write(
      "clean.yml",
      `name: clean\nstages:\n  clean: { steps: ["${script}"] }\n  after: { needs: [clean], steps: [touch after.txt] }\n`,
    );
    expectFault(await bench.command(["run", "clean.yml"]), words);
    expect(readdirSync(bench.directory)).not.toContain("after.txt");
  });
});

describe("a database", () => {
  test("of a newer version", async () => {
    using bench = await benchWithRun();
    const database = new DatabaseSync(databaseOf(bench));
    database.exec("PRAGMA user_version = 999");
    database.close();
    for (const command of [["run", "hello.yml"], ["executions", "list"], ["resume"]]) {
      expectFault(await bench.command(command), "written by a newer Headrace (format 999");
    }
  });

  test("whose header is damaged", async () => {
    using bench = await benchWithRun();
    overwrite(bench, 0, "this was once a database");
    expectFault(await bench.command(["run", "hello.yml"]), "headrace.db");
    expectFault(await bench.command(["logs", "latest"]), "headrace.db");
    expect((await bench.command(["doctor"])).exitCode).toBe(3);
  });

  test("whose middle is damaged", async () => {
    using bench = await benchWithRun();
    overwrite(bench, Math.floor(statSync(databaseOf(bench)).size / 8192) * 4096, "\u00ff".repeat(8192));
    expectFault(await bench.command(["executions", "show", "latest"]), "headrace.db");
  });
});

test("an artifact whose content is gone is named, also by a rerun that needs it, which then stores nothing", async () => {
  using bench = useFixture("input");
  bench.write("artifact.yml", artifactPipeline);
  expect((await bench.command(["run", "artifact.yml", "--param", "fail=true"])).exitCode).toBe(1);
  rmSync(join(bench.directory, ".headrace/blobs"), { recursive: true });
  expectFault(
    await bench.command(["artifacts", "get", "latest", "data", "--into", "out"]),
    'artifact "data" of make is gone',
  );
  const rerun = ["run", "--rerun", "latest", "--failed", "--param", "fail=false"];
  expectFault(await bench.command(rerun), 'rtifact "data" of make is not kept any more');
  expect((await bench.command(["resume"])).stderr).toContain("there is nothing to resume");
  expect((await bench.command(["run", "--rerun", "latest", "--param", "fail=false"])).exitCode).toBe(0);
});

test("a full temporary directory is named, and nothing is left in it", async (context) => {
  using bench = useFixture("input");
  bench.write("large.bin", "x".repeat(2_000_000));
  using mount = mountTemporary(bench, "size=1m");
  if (mount === null) return context.skip("only root may mount a file system");
  const environment = { TMPDIR: mount.path };
  const ran = await bench.headrace(["run", "hello.yml", "--workspace", "isolated"], { environment });
  expectFault(ran, "is full");
  expect(ran.stderr).toContain("TMPDIR");
  expect(readdirSync(mount.path)).toEqual([]);
  fill(mount.path);
  expect((await bench.headrace(["run", "hello.yml"], { environment })).exitCode).toBe(1);
  expect(readdirSync(mount.path)).toEqual(["ballast"]);
});

describe("a full disk", () => {
  test.each([
    ["with logs", "noise.yml", noisePipeline],
    ["with an artifact", "artifact.yml", largeArtifactPipeline],
    ["before anything is stored", "hello.yml", null],
  ])("%s: is named, nothing hangs, and the execution is finished once there is room", async (what, file, text) => {
    using bench = useFixture("input");
    if (text !== null) bench.write(file, text);
    using mount = mountTemporary(bench, "size=1m");
    if (mount === null)
      return void console.log(`Skipped, because only root may mount a file system: a full disk ${what}.`);
    const full = text === null ? fill(mount.path) : null;
    expectFault(await bench.headrace(["run", file, "--data", "disk/data"]), "is full");
    if (full !== null) rmSync(full);
    execFileSync("mount", ["-o", "remount,size=40m", mount.path]);
    const command = text === null ? ["run", file] : ["resume"];
    const ended = await bench.command([...command, "--data", "disk/data"]);
    expect(ended.stderr).toBe("");
    expect(ended.exitCode).toBe(0);
  });
});

const noisePipeline = `
name: noise
stages:
  noise: { steps: ["head -c 3000000 /dev/zero | tr '\\\\0' a | fold -w 100"] }
  after: { needs: [noise], steps: ["echo after"] }
`;

const largeArtifactPipeline = `
name: large
stages:
  make: { steps: ["head -c 3000000 /dev/urandom > large.bin"], artifacts: [{ name: large, paths: [large.bin] }] }
  after: { needs: [make], steps: ["echo after"] }
`;

const artifactPipeline = `
name: artifact
parameters: { fail: { type: boolean, default: false } }
stages:
  make: { steps: ["echo data > data.txt"], artifacts: [{ name: data, paths: [data.txt] }] }
  use:
    needs: [make]
    variables: { FAIL: "\${{ params.fail }}" }
    steps: ['test "$FAIL" = false']
`;

async function benchWithRun(): Promise<Workbench> {
  const bench = useFixture("input");
  expect((await bench.command(["run", "hello.yml", "--quiet"])).exitCode).toBe(0);
  return bench;
}

function databaseOf(bench: Workbench): string {
  return join(bench.directory, ".headrace/headrace.db");
}

function overwrite(bench: Workbench, position: number, text: string): void {
  for (const name of readdirSync(join(bench.directory, ".headrace"))) {
    if (/-(wal|shm)$/.test(name)) rmSync(join(bench.directory, ".headrace", name));
  }
  const file = openSync(databaseOf(bench), "r+");
  writeSync(file, text, position, "latin1");
  closeSync(file);
}

/** A small disk of its own, at `disk` in the workbench; null where this user may make none. */
function mountTemporary(bench: Workbench, options: string): ({ readonly path: string } & Disposable) | null {
  const path = join(bench.directory, "disk");
  bench.write("disk/.keep", "");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "headrace-test", path], { stdio: "ignore" });
  } catch {
    return null;
  }
  return { path, [Symbol.dispose]: () => void execFileSync("umount", ["-l", path]) };
}

/** Takes all the room there is; gives the file that holds it. */
function fill(directory: string): string {
  const path = join(directory, "ballast");
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      writeFileSync(path, Buffer.alloc(size), { flag: "a" });
    } catch {
      // Less, then.
    }
  }
  return path;
}
