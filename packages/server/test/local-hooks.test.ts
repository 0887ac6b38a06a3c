import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installHook, removeHook } from "@headrace/library/hooks";
import { expect, test } from "vitest";
import { runIn } from "../../../test/launcher.ts";
import { activePipeline, addRepository, endOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { createWebhook, type TestWebhook } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";

const definition = `name: shop
triggers:
  push: true
stages:
  test:
    steps: [{ run: 'cat data.txt' }]
`;

let server: TestServer;
let directory: string;
share(
  async () => {
    server = await startServer();
    directory = await mkdtemp(join(tmpdir(), "headrace-hooks-"));
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  },
);

async function git(
  path: string,
  ...words: readonly string[]
): Promise<{ readonly out: string; readonly told: string }> {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"];
  const { output, complaint } = await runIn(path, "git", ...identity, ...words);
  return { out: output, told: complaint };
}

/** Asynchronous throughout: the hook waits for an answer of this very process. */
async function commit(path: string, files: Readonly<Record<string, string>>): Promise<{ id: string; told: string }> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  await git(path, "add", ".");
  const { told } = await git(path, "commit", "-m", "Change");
  return { id: (await git(path, "rev-parse", "HEAD")).out, told };
}

interface Hooked {
  readonly hook: TestWebhook;
  readonly pipelineId: string;
}

async function hooked(name: string, path: string): Promise<Hooked> {
  const repository = await addRepository(server.owner, name, path);
  const pipelineId = await activePipeline(server.owner, { name, repository, source: "repository" });
  const hook = await createWebhook(server, repository, "generic");
  await installHook({ repositoryPath: path, url: `${server.url}/hooks/generic/${hook.id}`, secret: hook.secret });
  return { hook, pipelineId };
}

async function executionAt(pipelineId: string, commitId: string): Promise<string> {
  return await until(async () => {
    const { body } = await server.owner.get(`/pipelines/${pipelineId}/executions`);
    return body.items.find((each: { readonly commit: string }) => each.commit === commitId)?.id;
  });
}

test("a push to a bare repository starts an execution at what was pushed", async () => {
  const bare = join(directory, "it's-a-shop.git");
  const work = join(directory, "shop");
  await mkdir(bare);
  await mkdir(work);
  await git(bare, "init", "-q", "--bare");
  await git(work, "init", "-q");
  await commit(work, { "data.txt": "one\n", "headrace.yml": definition });
  await git(work, "push", "-q", bare, "main");
  const { hook, pipelineId } = await hooked("bare", bare);
  const { id } = await commit(work, { "data.txt": "two\n" });
  const { told } = await git(work, "push", bare, "main");
  expect(told).toContain("headrace: told of refs/heads/main");
  const execution = await endOf(server.owner, await executionAt(pipelineId, id));
  expect(execution).toMatchObject({ outcome: "success", event: "push", branch: "main" });

  const settings = join(bare, "hooks", "headrace", "server.json");
  expect((await stat(settings)).mode & 0o777).toBe(0o600);
  expect(await readFile(join(bare, "hooks", "post-receive"), "utf8")).not.toContain(hook.secret);

  // A wrong secret, and a server that is gone, are said and keep no push from being made.
  await installHook({ repositoryPath: bare, url: `${server.url}/hooks/generic/${hook.id}`, secret: "x".repeat(20) });
  await commit(work, { "data.txt": "three\n" });
  expect((await git(work, "push", bare, "main")).told).toContain("could not tell the server: the server answered 401");
  await installHook({ repositoryPath: bare, url: "http://127.0.0.1:9/hooks/generic/x", secret: hook.secret });
  const last = await commit(work, { "data.txt": "four\n" });
  expect((await git(work, "push", bare, "main")).told).toContain("headrace: could not tell the server");
  expect((await git(bare, "rev-parse", "main")).out).toBe(last.id);
});

test("a commit in a working repository starts an execution, and no more once the hook is removed", async () => {
  const work = join(directory, "own");
  await mkdir(work);
  await git(work, "init", "-q");
  await commit(work, { "data.txt": "one\n", "headrace.yml": definition });
  const { pipelineId } = await hooked("working", work);
  const { id, told } = await commit(work, { "data.txt": "two\n" });
  expect(told).toContain("headrace: told of refs/heads/main");
  expect(await endOf(server.owner, await executionAt(pipelineId, id))).toMatchObject({ outcome: "success" });
  await removeHook(work);
  expect((await commit(work, { "data.txt": "three\n" })).told).toBe("");
  expect((await readdir(join(work, ".git", "hooks"))).filter((name) => !name.endsWith(".sample"))).toEqual([]);
});

test("somebody else's hook is left alone, and what is no repository is said", async () => {
  const work = join(directory, "foreign");
  await mkdir(work);
  await git(work, "init", "-q");
  await writeFile(join(work, ".git", "hooks", "post-merge"), "#!/bin/sh\necho mine\n");
  const facts = { url: "https://ci.example.org/hooks/generic/1", secret: "secret" };
  await expect(installHook({ repositoryPath: work, ...facts })).rejects.toMatchObject({ code: "invalid-argument" });
  expect(await readFile(join(work, ".git", "hooks", "post-merge"), "utf8")).toBe("#!/bin/sh\necho mine\n");
  const nowhere = join(directory, "nowhere");
  await expect(installHook({ repositoryPath: nowhere, ...facts })).rejects.toMatchObject({ code: "file-not-found" });
  await expect(installHook({ repositoryPath: work, ...facts, url: "file:///etc" })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  await git(work, "config", "core.hooksPath", directory);
  await expect(installHook({ repositoryPath: work, ...facts })).rejects.toMatchObject({ code: "invalid-argument" });
});
