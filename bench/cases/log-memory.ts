import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Case } from "../measure/case.ts";
import { seconds } from "../measure/finding.ts";
import { headrace } from "../measure/programs.ts";
import { runProgram } from "../measure/run-program.ts";
import { createScratch } from "../measure/scratch.ts";

const bytes = 1_000_000_000;
const limit = 250;
const line = "a line of a build that says what it does again and again";

const definition = `
name: bench
stages:
  talk:
    steps: [{ run: yes '${line}' | head -c ${bytes} }]
`;

/** Its own peak memory, told by the program itself at its end: what its children take is not in it. */
const reporter = pathToFileURL(join(import.meta.dirname, "..", "programs", "report-memory.mjs")).href;

export const logMemory: Case = {
  name: "log-memory",
  needsPeers: false,
  async run() {
    using scratch = createScratch({ "headrace.yml": definition });
    const run = await runProgram({
      program: process.execPath,
      arguments: ["--import", reporter, headrace, "run"],
      directory: scratch.path,
      environment: { HEADRACE_BENCH_MEMORY: join(scratch.path, "memory") },
    });
    const megabytes = (Number(readFileSync(join(scratch.path, "memory"), "utf8")) * 1024) / 1_000_000;
    return [
      {
        what: "1 GB of log, own peak memory",
        ours: `${megabytes.toFixed(0)} MB`,
        beside: "",
        figure: `${(bytes / 1_000_000 / run.seconds).toFixed(0)} MB/s, ${seconds(run.seconds)}`,
        target: { text: `< ${limit} MB`, met: megabytes < limit },
      },
    ];
  },
};
