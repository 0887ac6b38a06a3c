import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { api } from "./cases/api.ts";
import { artifact } from "./cases/artifact.ts";
import { artifactHttp } from "./cases/artifact-http.ts";
import { chain } from "./cases/chain.ts";
import { checkout } from "./cases/checkout.ts";
import { designer } from "./cases/designer.ts";
import { eventCost } from "./cases/event-cost.ts";
import { hundredStages } from "./cases/hundred-stages.ts";
import { inFlight } from "./cases/in-flight.ts";
import { kill } from "./cases/kill.ts";
import { live } from "./cases/live.ts";
import { logLines } from "./cases/log-lines.ts";
import { logMemory } from "./cases/log-memory.ts";
import { oneStage } from "./cases/one-stage.ts";
import { pipelines } from "./cases/pipelines.ts";
import { plan } from "./cases/plan.ts";
import { slowBesideFast } from "./cases/slow-beside-fast.ts";
import { validate } from "./cases/validate.ts";
import type { Case } from "./measure/case.ts";
import type { Finding } from "./measure/finding.ts";
import { describeLoad, describeMachine } from "./measure/machine.ts";
import { packHeadrace, preparePeers } from "./measure/programs.ts";
import { renderTable } from "./measure/render-table.ts";

const cases: readonly Case[] = [
  oneStage,
  hundredStages,
  chain,
  slowBesideFast,
  logLines,
  logMemory,
  validate,
  plan,
  eventCost,
  artifact,
  artifactHttp,
  live,
  designer,
  checkout,
  pipelines,
  api,
  inFlight,
  kill,
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !cases.some((each) => each.name === name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are: ${cases.map(({ name }) => name).join(", ")}`);
  process.exitCode = 2;
} else {
  await measure(asked.length === 0 ? cases : cases.filter(({ name }) => asked.includes(name)));
}

/** Prints the table; keeps it when it is the whole one and nothing broke. */
async function measure(chosen: readonly Case[]): Promise<void> {
  if (chosen.some(({ needsPeers }) => needsPeers)) preparePeers();
  packHeadrace();
  const loadBefore = describeLoad();
  const findings: Finding[] = [];
  for (const { name, run } of chosen) {
    process.stderr.write(`measuring ${name}\n`);
    try {
      findings.push(...(await run()));
    } catch (error) {
      // What the others measured is not lost for it.
      console.error(`${name} broke:`, error);
      process.exitCode = 1;
    }
  }
  const table = renderTable(findings);
  console.log(table);
  if (chosen.length < cases.length || process.exitCode === 1) return;
  const load = `Load average over a minute: ${loadBefore} before, ${describeLoad()} after.`;
  writeFileSync(join(import.meta.dirname, "RESULTS.md"), report(table, load));
}

function report(table: string, load: string): string {
  const machine = describeMachine().map((fact) => `- ${fact}`);
  const day = new Date().toISOString().slice(0, 10);
  return `# What Headrace costs

Written by \`npm run bench\` on ${day}. All programs take turns in one run; each figure is a median. Whole programs are
timed from their start to their end, without \`npx\`, their output going to a pipe, with an empty home directory;
Headrace as \`npm pack\` makes it. A ratio is Headrace's figure divided by the other's; "CPU" is the same ratio of processor time, which says more where others use the machine too.

${machine.join("\n")}

${load}

${table}`;
}
