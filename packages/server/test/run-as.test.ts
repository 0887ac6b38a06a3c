import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";

const isRoot = process.getuid?.() === 0 && process.platform === "linux";

describe.skipIf(!isRoot)("a server whose stages run as other users (as root only)", () => {
  let directory: string;
  let server: TestServer;
  let project: Project;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "headrace-run-as-"));
    server = await startServer({ dataDirectory: directory, runAs: { range: "710000:200" }, warn: () => {} });
    project = await createProject(server.owner);
    await server.owner.put("/secrets", { name: "TOKEN", value: "the-value-of-the-token" });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
    await rm(directory, { recursive: true, force: true });
  });

  async function run(text: string) {
    const { status, body } = await runInline(server.owner, project, { text });
    expect(body).toMatchObject({ id: expect.any(String) });
    expect(status).toBe(201);
    const ended = await endOf(server.owner, body.id);
    await using log = await server.app.runs.logs.open(body.id);
    const lines = (await log?.read({ from: 1, limit: 500 }))?.map((line) => line.text) ?? [];
    return { ended, lines };
  }

  test("a pipeline works as it does elsewhere: files, outputs, artifacts, caches, reports, rollback, several users", async () => {
    const { ended, lines } = await run(`
name: shop
stages:
  build:
    cache: [{ key: things, paths: [things] }]
    steps:
      - { id: make, run: 'cat data.txt; mkdir -p dist things; echo built >dist/app; echo kept >things/a; echo "value=7" >>"$HEADRACE_OUTPUT"; echo "user $(id -u)"' }
      - 'echo "HELLO=from the file" >>"$HEADRACE_ENV"'
      - 'echo "$HELLO"'
    artifacts: [{ name: dist, paths: ['dist/**'] }]
    outputs: { value: '\${{ steps.make.outputs.value }}' }
  test:
    needs: [build]
    cache: [{ key: things, paths: [things] }]
    variables: { VALUE: '\${{ needs.build.outputs.value }}' }
    steps: ['echo "$VALUE $(cat dist/app) $(cat things/a)"; echo more >>dist/app; echo more >>things/a; echo "user $(id -u)"']
  fails:
    needs: [test]
    environment: production
    steps: ['touch mine; exit 4']
    rollback: { steps: ['test -O . && test -f mine && rm mine && echo "rolled back"'] }
`);
    expect(lines).toEqual(
      expect.arrayContaining(["from the repository", "from the file", "7 built kept", "rolled back"]),
    );
    const users = lines.flatMap((line) => /^user (\d+)$/.exec(line)?.[1] ?? []).map(Number);
    expect(users.length).toBe(2);
    for (const user of users) expect(user >= 710_000 && user < 710_200).toBe(true);
    expect(ended.stages.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["success", "success", "failed"]);
  });

  test("a stage reads neither key nor database nor the secrets of others, by no way that the server offers", async () => {
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const key = join(directory, "master.key");
    const { ended, lines } = await run(`
name: shop
stages:
  holder:
    secrets: [TOKEN]
    steps: ['echo "$TOKEN" >secret.txt; sleep 2 & wait']
  reader:
    steps:
      - 'cat ${key} ${directory}/*.db ${directory}/*/* 2>/dev/null && echo reached || true'
      - 'cat /proc/${process.pid}/environ >/dev/null 2>&1 && echo reached || true'
      - 'for p in /proc/[0-9]*; do if [ "$(stat -c %u $p)" != "$(id -u)" ]; then cat $p/environ 2>/dev/null && echo "reached $p"; fi; done; true'
      - 'find /tmp /var/tmp /dev/shm -xdev -name secret.txt -print 2>/dev/null; true'
      - 'grep -r the-value-of-the-token ${tmpdir()}/headrace-* 2>/dev/null && echo reached; true'
      - 'mkdir dist reports; ln -s ${key} dist/key; ln -s ${directory} dist/all; ln -s ${key} reports/junit.xml; ln -s ${directory} things'
      - 'rm -f "$HEADRACE_OUTPUT" && ln -s ${key} "$HEADRACE_OUTPUT"; rm -f "$HEADRACE_SUMMARY" && ln -s ${key} "$HEADRACE_SUMMARY"; true'
      - { run: 'echo "$HASH"', variables: { HASH: "\${{ hashFiles('dist/**', 'things/**') }}" } }
    artifacts: [{ name: dist, paths: ['dist/**', 'things/**', 'dist/all/master.key'] }]
    reports: { junit: ['reports/*.xml'] }
  after:
    needs: [reader]
    when: \${{ always() }}
    steps: ['find . -type f -exec cat {} + | head -c 2000; ls -lR dist things 2>&1 || true']
`);
    expect(ended.stages.map(({ stage }: { stage: string }) => stage)).toEqual(["holder", "reader", "after"]);
    expect(ended.stages[0]).toMatchObject({ outcome: "success" });
    const all = [...lines, JSON.stringify(ended)].join("\n");
    expect(all).not.toContain("reached");
    expect(all).not.toContain("the-value-of-the-token");
    expect(all).not.toContain("secret.txt");
    expect(all).not.toContain((await readFile(key, "utf8")).trim());
  });

  test("nothing of a stage is left when it has ended", async () => {
    await run("name: shop\nstages:\n  a: { steps: ['setsid sleep 300 >/dev/null 2>&1 & sleep 0.2'] }\n");
    const processes = execFileSync("ps", ["-eo", "uid=,stat=,args="], { encoding: "utf8" }).split("\n");
    // The remains of one that nobody has waited for do not count.
    expect(processes.filter((line) => /^\s*710[01]\d\d [^Z]/.test(line))).toEqual([]);
  });
});

test("a server that was not told as whom refuses to run stages, saying what to do", async () => {
  await using server = await startServer({ trustPipelines: false, warn: () => {} });
  const { body } = await server.owner.post("/repositories", { name: "x", location: "https://code.example.org/x.git" });
  const text = "name: x\nstages:\n  a: { steps: [echo] }\n";
  expect(await server.owner.post("/executions", { repository: body.id, text })).toMatchObject({
    status: 422,
    body: { code: "not-supported", mend: expect.stringContaining("--run-as USER") },
  });
});
