import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { argumentsOf, startChild } from "./support/child.ts";
import { forEachDatabase } from "./support/databases.ts";
import { createdEvent, eventsOf, ranStage, recordOf } from "./support/executions.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { openTestStore } from "./support/test-store.ts";

describe("opening a data directory", () => {
  test("makes it for its owner alone and keeps it out of commits", async () => {
    const directory = join(temporaryDirectory(), "deep", "data");
    const store = await openTestStore({ directory });
    expect(readFileSync(join(directory, ".gitignore"), "utf8")).toBe("*\n");
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(store.layout.database).toBe(join(directory, "headrace.db"));
    expect(statSync(store.layout.database).isFile()).toBe(true);
  });

  test("leaves a person's own .gitignore as it is", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, ".gitignore"), "mine\n");
    await openTestStore({ directory });
    expect(readFileSync(join(directory, ".gitignore"), "utf8")).toBe("mine\n");
  });

  test("refuses a database of a newer version and leaves it as it is", async () => {
    const directory = temporaryDirectory();
    await (await openTestStore({ directory })).close();
    const database = new DatabaseSync(join(directory, "headrace.db"));
    database.exec("PRAGMA user_version = 1000");
    database.close();
    await expect(openTestStore({ directory })).rejects.toMatchObject({ code: "database-newer", fault: "environment" });
    const again = new DatabaseSync(join(directory, "headrace.db"));
    expect(again.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1000 });
    again.close();
  });

  test.each([
    ["text", (path: string) => writeFileSync(path, "no database at all, but long enough to have a header ".repeat(40))],
    ["another program's database", foreignDatabase],
    ["a cut database", (path: string) => truncateSync(path, 9_000)],
    ["overwritten pages", overwrittenPages],
  ])("refuses %s as damaged", async (_, damage) => {
    const directory = temporaryDirectory();
    await fill(directory);
    damage(join(directory, "headrace.db"));
    await expect(openTestStore({ directory })).rejects.toMatchObject({
      code: "database-damaged",
      message: expect.stringContaining("headrace.db"),
      mend: expect.stringMatching(/./),
    });
  });

  test.each([
    ["below a file", (root: string) => join(root, "file", "data")],
    ["that is a file", (root: string) => join(root, "file")],
    ["in a system directory that takes none", () => "/proc/headrace-data"],
  ])("refuses a place %s", async (_, place) => {
    const root = temporaryDirectory();
    writeFileSync(join(root, "file"), "");
    const directory = place(root);
    await expect(openTestStore({ directory })).rejects.toMatchObject({
      code: "data-directory-unwritable",
      message: expect.stringContaining(directory),
      mend: expect.stringContaining("--data"),
    });
  });
});

forEachDatabase((createPlace) => {
  describe("opening what is new", () => {
    test("can be done by several processes at once while it is new", async () => {
      const place = await createPlace();
      const children = ["e1", "e2", "e3"].map((id) => startChild("use-store.ts", ["own", ...argumentsOf(place, id)]));
      for (const child of children) expect(await child.firstLine).toBe("owned");
      const store = await openTestStore(place);
      const { executions } = await store.executions.list({ limit: 10 });
      expect(executions.map(({ id }) => id).toSorted()).toEqual(["e1", "e2", "e3"]);
      for (const child of children) child.process.kill("SIGKILL");
      await Promise.all(children.map(({ ended }) => ended));
    });
  });
});

describe("a full disk", () => {
  test.skipIf(!canMount())("is called one, from the database and from blobs, and what was stored stays", async () => {
    const directory = temporaryDirectory();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory]);
    onTestFinished(() => void execFileSync("umount", ["-l", directory]));
    const store = await openTestStore({ directory });
    await store.journal.create(recordOf({ id: "e1" }), eventsOf({ id: "e1" }, [createdEvent({ id: "e1" })]));
    const blob = Readable.from(Array.from({ length: 4 }, () => Buffer.alloc(1024 * 1024)));
    await expect(store.blobs.put(blob)).rejects.toMatchObject({ code: "disk-full", fault: "environment" });
    const long = { id: "e2", number: 2 };
    const record = { ...recordOf(long), source: "#".repeat(2 * 1024 * 1024) };
    await expect(store.journal.create(record)).rejects.toMatchObject({ code: "disk-full" });
    expect((await store.journal.load("e1")).events).toHaveLength(1);
    await store.journal.append("e1", eventsOf({ id: "e1" }, [{ type: "execution.started" }], 2));
    await store.close();
  });
});

async function fill(directory: string): Promise<void> {
  const store = await openTestStore({ directory });
  for (let number = 1; number <= 20; number += 1) {
    const execution = { id: `e${number}`, number };
    await store.journal.create(
      recordOf(execution),
      eventsOf(execution, [createdEvent(execution), ...ranStage("build", 5)]),
    );
  }
  await store.close();
}

function foreignDatabase(path: string): void {
  rmSync(path);
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE bookmarks (url TEXT)");
  database.close();
}

function overwrittenPages(path: string): void {
  const content = readFileSync(path);
  content.fill(0xa5, 4096, 4 * 4096);
  writeFileSync(path, content);
}

/** Mounting takes the rights of root, and a system that gives them. */
function canMount(): boolean {
  const directory = join("/tmp", `headrace-mount-${process.pid}`);
  mkdirSync(directory);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory], { stdio: "ignore" });
    execFileSync("umount", [directory], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
