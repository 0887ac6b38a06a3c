import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startServerProcess } from "../support/server.ts";
import { createWorkbench } from "../support/workbench.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";

test("as whom stages run is checked before a server begins", async () => {
  using bench = createWorkbench();
  const serve = (...more: readonly string[]) => bench.headrace(["serve", "--port", "0", "--data", "data", ...more]);
  const nobody = await serve("--run-as", "no-such-user");
  expect(nobody.exitCode).toBe(2);
  expect(nobody.stderr).toContain(isRoot ? 'no user "no-such-user"' : "started as root");
});

test("a master key that is no key is said, and not repeated", async () => {
  using bench = createWorkbench();
  const refused = await bench.headrace(["serve", "--port", "0", "--data", "data"], {
    environment: { HEADRACE_MASTER_KEY: "bm90IDMyIGJ5dGVz" },
  });
  expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("not base64 of 32 bytes") });
  expect(refused.stderr).not.toContain("bm90");
});

test.skipIf(!isRoot)(
  "a server starts with users for its stages, and keeps its data to itself (as root only)",
  async () => {
    await using server = await startServerProcess({
      parameters: ["--run-as-range", "720000:50", "--rotate-master-key"],
    });
    expect(statSync(server.dataDirectory).mode & 0o777).toBe(0o700);
    expect(statSync(join(server.dataDirectory, "master.key")).mode & 0o777).toBe(0o600);
    // One was made, and then another in its place.
    expect(existsSync(join(server.dataDirectory, "master.key.next"))).toBe(false);
    expect(Buffer.from(readFileSync(join(server.dataDirectory, "master.key"), "utf8"), "base64").length).toBe(32);
  },
);
