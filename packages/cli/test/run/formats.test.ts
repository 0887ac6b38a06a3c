import { expect, test } from "vitest";
import { linesOf, useExample, useFixture } from "../support/fixture.ts";
import { createWorkbench } from "../support/workbench.ts";

test("every line of --json is an event or a log line, numbered without gaps", async () => {
  using bench = useFixture("outcomes");
  const ran = await bench.command(["run", "--json"]);
  const lines = ran.stdout.split("\n").filter((line) => line !== "");
  const events = lines.map((line): Record<string, unknown> => JSON.parse(line));
  let seq = 0;
  const lastLine = new Map<string, number>();
  for (const event of events) {
    expect(event.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    if (event.type === "log") {
      expect(event.seq).toBe(seq);
      const of = `${event.instance} ${event.attempt}`;
      expect(event.line).toBe((lastLine.get(of) ?? 0) + 1);
      lastLine.set(of, Number(event.line));
    } else {
      expect(event.seq).toBe(seq + 1);
      seq += 1;
    }
  }
  expect(events[0]).toMatchObject({ seq: 1, type: "execution.created" });
  expect(events.at(-1)).toMatchObject({ type: "execution.finished", outcome: "failed", exitCode: 1 });
  const stored = await bench.command(["executions", "events", "latest"]);
  const again = stored.stdout.split("\n").filter((line) => line !== "");
  expect(again.length).toBe(seq);
  expect(again.join("\n") === lines.filter((_, index) => events[index]?.type !== "log").join("\n")).toBe(true);
});

test("without a terminal each line says whose it is, and the streams stay whole lines", async () => {
  using bench = createWorkbench({
    "headrace.yml": `
name: plain
stages:
  noisy:
    steps:
      - printf 'one\\ntwo without an end'
      - printf 'err\\n' >&2
      - printf '\\033[31mred\\033[0m\\r\\n'
`,
  });
  const ran = await bench.command(["run", "--no-cache", "--data", "kept/here"]);
  expect(ran.stdout).toContain("noisy | started\nnoisy | one\nnoisy | two without an end\nnoisy | err\n");
  expect(ran.stdout).toMatch(/noisy \| success in /);
  const quiet = await bench.command(["run", "--quiet"]);
  expect(quiet.stdout).toMatch(/^\nSTAGE/);
  const listed = await bench.command(["executions", "list", "--json", "--data", "kept/here"]);
  expect(listed.stdout).toContain('"plain"');
  const both = await bench.command(["run", "--quiet", "--verbose"]);
  expect(both.exitCode).toBe(2);
});

test("what this version cannot honour is refused by name, not passed over", async () => {
  using bench = createWorkbench({
    "headrace.yml": `
name: later
stages:
  build: { image: 'node:24', steps: [npm test] }
  deploy: { needs: [build], network: none, runsOn: [linux], steps: [./deploy.sh] }
`,
  });
  const ran = await bench.command(["run"]);
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr.match(/\[not-supported-yet\]/g)).toHaveLength(3);
  for (const key of ["image", "network", "runsOn"]) expect(ran.stderr).toContain(key);
  expect(ran.stderr).toMatch(/^headrace\.yml:4:/m);
});

test("notifications, which only a server can send, keep nothing from running, and that is said once", async () => {
  using bench = createWorkbench({
    "headrace.yml": `
name: told
notifications: [{ on: [failure], to: builds }, { on: [always], to: audit }]
stages: { build: { steps: ['true'] } }
`,
  });
  const ran = await bench.command(["run"]);
  expect(ran).toMatchObject({ exitCode: 0 });
  expect(ran.stderr).toBe("This pipeline has notifications: a server sends them, `headrace run` does not.\n");
  const asJson = await bench.command(["run", "--json"]);
  expect(asJson.stderr).toBe(ran.stderr);
});

test("a legacy stages file runs by its graph, with its retries and variables", async () => {
  using bench = useExample("legacy-stages");
  const ran = await bench.command(["run", "pipeline.yml", "--json"]);
  expect(ran.exitCode).toBe(0);
  expect(linesOf(ran, "package-archive")).toEqual(["packing version 1.4"]);
  const order = ran.events.filter(({ type }) => type === "stage.finished").map(({ stage }) => stage);
  expect(order.at(-1)).toBe("package-archive");
});
