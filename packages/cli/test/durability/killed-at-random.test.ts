import { join } from "node:path";
import { systemClock } from "@headrace/engine";
import { createFileLogStore } from "@headrace/store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";
import { countLines, type Kept, processesOf, readKept, rowsAndRebuilt, settledIn } from "../support/recovery.ts";
import type { Workbench } from "../support/workbench.ts";

/** When to kill: after so many printed lines, and so many milliseconds more. */
const moments = fc.sample(
  fc.array(fc.record({ lines: fc.nat(40), delay: fc.nat(60) }), { minLength: 2, maxLength: 4 }),
  { numRuns: 3, seed: 20261121 },
);

test.each(moments.map((deaths) => ({ deaths })))(
  "killed from outside at $deaths, an execution is finished by resume",
  async ({ deaths }) => {
    using bench = useFixture("crash");
    for (const [index, death] of deaths.entries()) {
      const before = await readKept(bench);
      const done = countLines(bench, "done.txt");
      const stored = index > 0 && before !== null;
      await killedAt(bench, stored ? ["resume", "--json"] : ["run", "chain.yml", "--json"], death);
      await expectContinued(bench, before, done);
      if ((await readKept(bench))?.events.at(-1)?.type === "execution.finished") return;
    }
    const before = await readKept(bench);
    const done = countLines(bench, "done.txt");
    const resumed = await bench.headrace(before === null ? ["run", "chain.yml"] : ["resume"]);
    expect(resumed.stderr).toBe("");
    expect(resumed.exitCode).toBe(0);
    await expectContinued(bench, before, done);
    const kept = await readKept(bench);
    expect(kept?.events.at(-1)).toMatchObject({ type: "execution.finished", outcome: "success" });
    expect(processesOf(kept?.executionId ?? "")).toEqual([]);
  },
);

async function killedAt(
  bench: Workbench,
  command: readonly string[],
  { lines, delay }: { readonly lines: number; readonly delay: number },
): Promise<void> {
  let due = false;
  await bench.headrace(command, {
    onOutput: (output, child) => {
      if (due || output.split("\n").length <= lines) return;
      due = true;
      setTimeout(() => child.signal("SIGKILL"), delay);
    },
  });
}

async function expectContinued(
  bench: Workbench,
  before: Kept | null,
  done: Readonly<Record<string, number>>,
): Promise<void> {
  const kept = await readKept(bench);
  if (kept === null) return;
  const earlier = before?.events ?? [];
  expect(kept.events.slice(0, earlier.length)).toEqual(earlier);
  for (const instance of settledIn(earlier)) expect(countLines(bench, "done.txt")[instance]).toBe(done[instance]);
  const { rows, rebuilt } = await rowsAndRebuilt(bench, kept.executionId);
  expect(rows).toEqual(rebuilt);
  await expectReadableLogs(bench, kept);
}

/** The log of every attempt, cut short or not, holds whole lines in order, and any of them opens. */
async function expectReadableLogs(bench: Workbench, { executionId, events }: Kept): Promise<void> {
  const logs = createFileLogStore({ directory: join(bench.directory, ".headrace/logs"), clock: systemClock });
  for (const event of events) {
    if (event.type !== "stage.started" || event.stage !== "two") continue;
    await using reader = await logs.open({ executionId, instance: event.instance, attempt: event.attempt });
    if (reader === null || reader.lineCount === 0) continue;
    const lines = await reader.read({ from: 1, limit: 3000 });
    expect(lines).toHaveLength(reader.lineCount);
    expect(lines.slice(0, -1).map(({ text }) => text)).toEqual(lines.slice(0, -1).map((_, index) => String(index + 1)));
    const [last] = await reader.read({ from: reader.lineCount, limit: 1 });
    expect(last?.text).toBe(lines.at(-1)?.text);
  }
}
