import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "@headrace/app";
import { expect, test } from "vitest";
import { createProject, endOf, runInline, until } from "./executions.ts";
import { startKillableServer } from "./support/killable-server.ts";

const executions = 20;
const lines = 12;

/** Each line comes some time after the one before, so that the server dies while they come. */
const text = `
name: chatty
stages:
  first:
    variables: { LINES: '${lines}' }
    steps:
      - run: |
          i=1
          while [ $i -le $LINES ]; do echo "line $i"; i=$((i + 1)); sleep 0.08; done
  second: { needs: [first], steps: [echo second] }
`;

test("killed with 20 executions, and started again: all end rightly, and the logs are whole", async () => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-crash-"));
  const killed = await startKillableServer(directory);
  const project = await createProject(killed.client);
  const started = await Promise.all(
    Array.from({ length: executions }, () => runInline(killed.client, project, { text })),
  );
  const ids: string[] = started.map(({ body }) => body.id);
  // Some run and have printed something, the others wait.
  await until(async () => {
    const { body } = await killed.client.get("/executions?state=running&limit=100");
    const printed = await readdir(join(directory, "logs")).catch(() => []);
    return body.items.length >= 10 && printed.length >= 10 ? true : undefined;
  });
  await killed.kill();

  const restarted = await startKillableServer(directory);
  const ended = await Promise.all(ids.map((id) => endOf(restarted.client, id)));
  for (const each of ended) {
    expect(each).toMatchObject({
      outcome: "success",
      stages: [
        { stage: "first", outcome: "success" },
        { stage: "second", outcome: "success", attempt: 1 },
      ],
    });
  }
  const attempts: number[] = ended.map(({ stages }) => stages[0].attempt);
  // Those that ran at the kill began again, those that waited did not.
  expect(new Set(attempts)).toEqual(new Set([1, 2]));
  await restarted.kill();

  await using app = await createApp({ dataDirectory: directory });
  for (const [index, id] of ids.entries()) {
    await using log = await app.runs.logs.open(id);
    if (log === null) throw new Error(`execution ${id} has no lines`);
    const read = await log.read({ from: 1, limit: 1000 });
    expect(read.map(({ line }) => line)).toEqual(read.map((_, place) => place + 1));
    const of = (attempt: number): string[] =>
      read.filter((line) => line.stage === "first" && line.attempt === attempt).map((line) => line.text);
    const whole = Array.from({ length: lines }, (_, line) => `line ${line + 1}`);
    expect(of(attempts[index] ?? 0)).toEqual(whole);
    // What the killed server had kept of an attempt is its beginning, in order.
    if (attempts[index] === 2) expect(of(1)).toEqual(whole.slice(0, of(1).length));
    expect(read.at(-1)).toMatchObject({ stage: "second", text: "second" });
  }
  await project.remove();
  await rm(directory, { recursive: true, force: true });
  expect(await processesOf(ids)).toEqual([]);
}, 60_000);

/** What bears the mark of these executions in its environment. */
async function processesOf(ids: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    (await readdir("/proc").catch(() => [])).map(async (pid) => {
      const environment = /^\d+$/.test(pid) ? await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "") : "";
      return ids.some((id) => environment.includes(id)) ? [pid] : [];
    }),
  );
  return found.flat();
}
