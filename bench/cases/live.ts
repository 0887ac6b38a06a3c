import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { startServer } from "../../packages/server/test/start-server.ts";
import type { Case } from "../measure/case.ts";
import { atMost, type Finding } from "../measure/finding.ts";
import { createScratch, type Scratch } from "../measure/scratch.ts";

const executions = 25;
const stagesOfEach = 2;
const followersOfEach = 4;
/** Milliseconds at the 99th percentile. */
const target = 100;
/** Of each stage. */
const lines = 100;

/** A line is seen by everybody who watches soon after it was written, by programs that print the time. */
export const live: Case = {
  name: "live",
  needsPeers: false,
  async run() {
    using scratch = createScratch();
    await using server = await startServer({ concurrentStages: executions * stagesOfEach });
    const repository = await server.owner.post("/repositories", { name: "bench", location: scratch.path });
    const go = join(scratch.path, "go");
    const ids: string[] = [];
    for (let count = 0; count < executions; count += 1) {
      const text = definition(go);
      const { body } = await server.owner.post("/executions", { repository: repository.body.id, text });
      ids.push(body.id);
    }
    const addresses = ids.map((id) => `${server.url}/api/v1/executions/${id}/logs?follow=true`);
    const { child, result } = follow(addresses, server.owner.token);
    await allReady(child);
    scratch.write("go", "");
    const seen = await result;
    rmSync(go);
    return [findingOf(seen, await bareDelays(scratch))];
  },
};

/**
 * Between two lines 50 to 150 ms, as it happens. The shell waits without starting a program: a pipe that nobody writes to is
 * read with a time limit.
 */
const printing = `for ((line = 0; line < ${lines}; line++)); do echo "$EPOCHREALTIME line $line of some words as programs print"; printf -v pause '0.%03d' $((RANDOM % 100 + 50)); read -t "$pause" -u 3 || :; done`;

function programLines(go: string): readonly string[] {
  return ["exec 3<> <(:)", "echo ready", `until test -e '${go}'; do read -t 0.2 -u 3 || :; done`, printing];
}

function definition(go: string): string {
  const names = Array.from({ length: stagesOfEach }, (_, index) => `stage-${index + 1}`);
  const program = programLines(go);
  return [
    "name: live",
    "stages:",
    ...names.flatMap((name) => [
      `  ${name}:`,
      "    shell: bash",
      "    steps:",
      "      - run: |",
      ...program.map((line) => `          ${line}`),
    ]),
    "",
  ].join("\n");
}

/** The same programs, read by this process from their pipes: what the machine itself takes. Milliseconds, ascending. */
async function bareDelays(scratch: Scratch): Promise<readonly number[]> {
  const go = join(scratch.path, "go");
  const delays: number[] = [];
  const ready = Promise.withResolvers<void>();
  let waiting = 0;
  const ends = Array.from({ length: executions * stagesOfEach }, async () => {
    const child = spawn("bash", ["-c", programLines(go).join("\n")], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const now = performance.timeOrigin + performance.now();
      for (const line of chunk.split("\n")) {
        if (line === "ready") waiting += 1;
        else if (line !== "") delays.push(now - Number(line.split(" ", 1)[0]) * 1_000);
      }
      if (waiting === executions * stagesOfEach) ready.resolve();
    });
    await once(child, "close");
  });
  await ready.promise;
  scratch.write("go", "");
  await Promise.all(ends);
  return delays.sort((one, other) => one - other);
}

interface Seen {
  /** Milliseconds, in ascending order. */
  readonly delays: readonly number[];
  readonly gaps: number;
}

function follow(
  addresses: readonly string[],
  token: string,
): { readonly child: ChildProcess; readonly result: Promise<Seen> } {
  const program = join(import.meta.dirname, "..", "programs", "follow-lines.ts");
  const child = spawn(
    process.execPath,
    [program, token, String(followersOfEach), String(executions * stagesOfEach), ...addresses],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  return { child, result: text(child.stdout).then((answer) => JSON.parse(answer)) };
}

async function allReady({ stderr }: ChildProcess): Promise<void> {
  if (stderr === null) throw new Error("a program without an error output");
  for await (const chunk of stderr) {
    const line = String(chunk);
    if (line === "ready\n") return;
    process.stderr.write(line);
  }
}

function findingOf({ delays, gaps }: Seen, bare: readonly number[]): Finding {
  const high = at(delays, 0.99);
  const stages = executions * stagesOfEach;
  const whole = delays.length === stages * lines * followersOfEach && gaps === 0;
  const followers = executions * followersOfEach;
  return {
    what: `until a line is seen: ${stages} stages, ${followers} followers, ${delays.length} lines seen${whole ? "" : " (some are missing)"}`,
    ours: distribution(delays),
    beside: `a bare pipe: ${distribution(bare)}`,
    figure: `p99 ${high.toFixed(0)} ms`,
    target: whole ? atMost(Math.round(high), target, " ms") : { text: "every line", met: false },
  };
}

function distribution(delays: readonly number[]): string {
  return `p50 ${at(delays, 0.5).toFixed(0)} ms, p99 ${at(delays, 0.99).toFixed(0)} ms, most ${at(delays, 1).toFixed(0)} ms`;
}

function at(delays: readonly number[], part: number): number {
  return delays[Math.ceil(delays.length * part) - 1] ?? Number.NaN;
}
