import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProject, endOf, runInline, until } from "./executions.ts";
import { startServer } from "./start-server.ts";

test.skipIf(!canMount())(
  "a disk that is full of logs stops what writes them, and goes on when there is room",
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "headrace-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", directory]);
    onTestFinished(() => {
      execFileSync("umount", ["-l", directory]);
      rmSync(directory, { recursive: true });
    });
    const filler = join(directory, "filler");
    writeFileSync(filler, Buffer.alloc(12 * 1024 * 1024));
    const faults: unknown[] = [];
    await using server = await startServer({ dataDirectory: directory, report: (_what, error) => faults.push(error) });
    const project = await createProject(server.owner);
    onTestFinished(() => project.remove());
    const { body } = await runInline(server.owner, project, {
      text: "name: loud\nstages:\n  print: { steps: [\"yes 'some words' | head -c 14000008\"] }\n",
    });
    const id = body.id;
    await until(() => faults.find((error) => isFullDisk(error)));
    // It can still be asked, and says what is so.
    expect((await server.owner.get(`/executions/${id}`)).body).toMatchObject({ state: "running" });
    expect((await server.owner.get(`/executions/${id}/logs?limit=1`)).body.items[0]).toMatchObject({
      text: "some words",
    });
    const upload = await server.owner.fetch(`/api/v1/executions/${id}/artifacts/large`, {
      method: "PUT",
      body: randomBytes(8 * 1024 * 1024),
      headers: { "content-type": "application/octet-stream" },
    });
    expect(await upload.json()).toMatchObject({ status: 507, code: "storage-full" });

    rmSync(filler);
    execFileSync("mount", ["-o", "remount,size=200m", directory]);
    expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
    const last = await server.owner.get(`/executions/${id}/logs?stage=print&tail=1`);
    expect(last.body.items[0]).toMatchObject({ text: "some words" });
    expect((await server.owner.get(`/executions/${id}/artifacts/large`)).status).toBe(404);
  },
);

function isFullDisk(error: unknown): true | undefined {
  return error instanceof Error && "code" in error && error.code === "disk-full" ? true : undefined;
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
