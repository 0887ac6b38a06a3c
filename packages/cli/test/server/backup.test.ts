import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findLauncher } from "../../../../test/program/index.ts";
import { bootstrapToken, startServerProcess } from "../support/server.ts";

test("a server that runs is backed up, and what is restored serves the same", async () => {
  const directory = mkdtempSync(join(tmpdir(), "headrace-backups-"));
  const headrace = (...words: readonly string[]) =>
    spawnSync(process.execPath, [findLauncher(), ...words], { cwd: directory, encoding: "utf8" });
  try {
    const data = join(directory, "data");
    await using server = await startServerProcess({ dataDirectory: data });
    const api = async (url: string, method = "GET", body?: unknown): Promise<ReturnType<typeof JSON.parse>> => {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${bootstrapToken}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return await response.json();
    };
    const location = "https://code.example.org/team/app.git";
    await api(`${server.url}/api/v1/repositories`, "POST", { name: "kept", location });
    const written = headrace("backup", "all.tar.zst", "--data", data);
    expect(written).toMatchObject({ status: 0, stdout: expect.stringContaining("master key") });
    expect(headrace("backup", "all.tar.zst", "--data", data).status).not.toBe(0);
    const restored = headrace("restore", "all.tar.zst", "--data", "again", "--json");
    expect(restored).toMatchObject({ status: 0 });
    expect(JSON.parse(restored.stdout)).toMatchObject({ hasMasterKey: false });
    expect(existsSync(join(directory, "again", "master.key"))).toBe(false);
    expect(headrace("restore", "all.tar.zst", "--data", "again").stderr).toContain("not empty");
    copyFileSync(join(data, "master.key"), join(directory, "again", "master.key"));
    await using second = await startServerProcess({ dataDirectory: join(directory, "again") });
    const { items } = await api(`${second.url}/api/v1/repositories`);
    expect(items).toMatchObject([{ name: "kept", location }]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 60_000);
