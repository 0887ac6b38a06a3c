import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startBenchServer } from "../measure/bench-server.ts";
import type { Case } from "../measure/case.ts";
import { seconds } from "../measure/finding.ts";
import { createScratch } from "../measure/scratch.ts";
import { waitForEnds } from "../measure/wait-for-ends.ts";

const count = 100;
const lines = 40;
const definition = `
name: chatty
stages:
  first:
    steps:
      - run: |
          i=1
          while [ $i -le ${lines} ]; do echo "line $i"; i=$((i + 1)); sleep 0.1; done
  second: { needs: [first], steps: [echo second] }
`;

/** A server killed on the spot with many executions at work, and started again. */
export const kill: Case = {
  name: "kill",
  needsPeers: false,
  async run() {
    using scratch = createScratch({ "project/data.txt": "data\n" });
    const directory = join(scratch.path, "data");
    const killed = await startBenchServer({ directory });
    const location = join(scratch.path, "project");
    const { id: repository } = await killed.request("POST", "/repositories", { name: "bench", location });
    const started: readonly { readonly id: string }[] = await Promise.all(
      Array.from({ length: count }, () => killed.request("POST", "/executions", { repository, text: definition })),
    );
    while (!(await haveAllBegun(killed, started))) await sleep(100);
    await killed.kill();
    const again = performance.now();
    await using server = await startBenchServer({ directory });
    const up = (performance.now() - again) / 1_000;
    await waitForEnds(server);
    const took = (performance.now() - again) / 1_000;
    let right = 0;
    let whole = 0;
    for (const { id } of started) {
      const { outcome, stages } = await server.request("GET", `/executions/${id}`);
      const attempt: number = stages[0].attempt;
      if (outcome === "success") right += 1;
      const log = await server.request("GET", `/executions/${id}/logs?stage=first&attempt=${attempt}`);
      const texts = log.items.map(({ text }: { readonly text: string }) => text);
      if (texts.join() === Array.from({ length: lines }, (_, index) => `line ${index + 1}`).join()) whole += 1;
    }
    return [
      {
        what: `kill -9 with ${count} executions at work, then a new server: ended rightly, logs whole`,
        ours: `${right} and ${whole}`,
        beside: `${seconds(up)} until it listens`,
        figure: seconds(took),
        target: { text: `${count} and ${count}`, met: right === count && whole === count },
      },
    ];
  },
};

async function haveAllBegun(
  server: Awaited<ReturnType<typeof startBenchServer>>,
  started: readonly { readonly id: string }[],
): Promise<boolean> {
  for (const { id } of started) {
    const { lineCount } = await server.request("GET", `/executions/${id}/logs?limit=1`);
    if (lineCount === 0) return false;
  }
  return true;
}
