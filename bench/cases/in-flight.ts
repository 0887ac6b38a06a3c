import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type BenchServer, startBenchServer } from "../measure/bench-server.ts";
import type { Case } from "../measure/case.ts";
import { atMost, seconds } from "../measure/finding.ts";
import { createScratch } from "../measure/scratch.ts";
import { waitForEnds } from "../measure/wait-for-ends.ts";

const count = 1_000;
/** At once, when they are made. */
const makers = 16;
const lines = ["begun", "over"];
const script = "echo begun; sleep 2; echo over";
const definition = `name: sleeper\nstages: { sleep: { steps: [{ run: '${script}' }] } }\n`;
const gibibyte = 1024 ** 3;
const bare = join(import.meta.dirname, "..", "programs", "bare-sleepers.ts");

/** Many executions at once in one server, beside the same processes started by a Node that does nothing else. */
export const inFlight: Case = {
  name: "in-flight",
  needsPeers: false,
  async run() {
    using scratch = createScratch({ "project/data.txt": "data\n" });
    const floor = Number(execFileSync(process.execPath, [bare, String(count), script], { encoding: "utf8" })) / 1_000;
    await using server = await startBenchServer({ directory: join(scratch.path, "data") });
    const location = join(scratch.path, "project");
    const { id: repository } = await server.request("POST", "/repositories", { name: "bench", location });
    // They wait until all are there, so that what is timed is running them.
    await server.request("PATCH", "/organization/limits", { concurrentExecutions: 0 });
    const making = performance.now();
    const ids = await makeAll(server, repository);
    const made = (performance.now() - making) / 1_000;
    const started = performance.now();
    await server.request("PATCH", "/organization/limits", { concurrentExecutions: count });
    await waitForEnds(server);
    const took = (performance.now() - started) / 1_000;
    const memory = await server.peakMemory();
    const lost = await lostLines(server, ids);
    const what = `${count} executions at once, each a process of 2 s`;
    return [
      {
        what,
        ours: seconds(took),
        beside: `bare spawns ${seconds(floor)}`,
        figure: (took / floor).toFixed(2),
        target: atMost(took / floor, 1.5),
      },
      {
        what: `${what}, the server's own peak memory`,
        ours: `${(memory / 1_000_000).toFixed(0)} MB`,
        beside: "",
        figure: "",
        target: { text: "< 1 GiB", met: memory < gibibyte },
      },
      {
        what: `${what}, log lines lost`,
        ours: String(lost),
        beside: `${count * lines.length} written`,
        figure: "",
        target: { text: "none", met: lost === 0 },
      },
      {
        what: `${count} executions asked for over HTTP, ${makers} at a time`,
        ours: seconds(made),
        beside: "",
        figure: `${((made / count) * 1_000).toFixed(1)} ms each`,
      },
    ];
  },
};

async function makeAll(server: BenchServer, repository: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let left = count;
  const make = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { id } = await server.request("POST", "/executions", { repository, text: definition });
      ids.push(id);
    }
  };
  await Promise.all(Array.from({ length: makers }, make));
  return ids;
}

async function lostLines(server: BenchServer, ids: readonly string[]): Promise<number> {
  let lost = 0;
  for (const id of ids) {
    const { items } = await server.request("GET", `/executions/${id}/logs`);
    const texts: readonly string[] = items.map(({ text }: { readonly text: string }) => text);
    lost += lines.filter((line, index) => texts[index] !== line).length;
  }
  return lost;
}
