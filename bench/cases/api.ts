import { Agent, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { startPostgres } from "../../test/postgres/embedded.ts";
import { type BenchServer, startBenchServer } from "../measure/bench-server.ts";
import type { Case } from "../measure/case.ts";
import type { Finding } from "../measure/finding.ts";
import { createScratch } from "../measure/scratch.ts";
import { waitForEnds } from "../measure/wait-for-ends.ts";

const executions = 10_000;
/** Of each client. */
const requestsASecond = 4;
const secondsLong = 10;
const limit = 50;
const definition = "name: small\nstages: { a: { steps: ['true'] }, b: { needs: [a], steps: ['true'] } }\n";

/** Lists of 50 out of many executions, for 50 people who are signed in and ask all the time. */
export const api: Case = {
  name: "api",
  needsPeers: false,
  async run() {
    const onSqlite = await measure("SQLite", undefined);
    await using postgres = await startPostgres();
    return [...onSqlite, ...(await measure("PostgreSQL", postgres.url))];
  },
};

async function measure(kind: string, database: string | undefined): Promise<readonly Finding[]> {
  using scratch = createScratch({ "project/data.txt": "data\n" });
  await using server = await startBenchServer({
    directory: join(scratch.path, "data"),
    ...(database === undefined ? {} : { database }),
  });
  const location = join(scratch.path, "project");
  const { id: repository } = await server.request("POST", "/repositories", { name: "bench", location });
  const { id } = await server.request("POST", "/executions", { repository, text: definition });
  await waitForEnds(server);
  await server.copyExecution(id, executions);
  const { nextCursor } = await server.request("GET", "/executions?limit=100");
  const lists = [
    "/executions?limit=50",
    `/executions?limit=50&cursor=${nextCursor}`,
    "/executions?limit=50&outcome=success",
  ];
  await ask(server, lists, 2);
  const times = (await ask(server, lists, secondsLong)).toSorted((one, other) => one - other);
  const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN;
  return [
    {
      what: `lists of 50 of ${executions} executions on ${kind}, ${server.sessions.length} people, ${requestsASecond} a second each, p99`,
      ours: `${at(0.99).toFixed(1)} ms`,
      beside: "",
      figure: `p50 ${at(0.5).toFixed(1)} ms, p90 ${at(0.9).toFixed(1)} ms`,
      target: { text: `< ${limit} ms`, met: at(0.99) < limit },
    },
  ];
}

/** Milliseconds of each request, counted from when it was due: a server that falls behind is not spared. */
async function ask(server: BenchServer, lists: readonly string[], seconds: number): Promise<readonly number[]> {
  const between = 1_000 / requestsASecond;
  const begin = performance.now();
  const times = await Promise.all(
    server.sessions.map(async (cookie, person) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const own: number[] = [];
      for (let turn = 0; turn < seconds * requestsASecond; turn += 1) {
        const due = begin + (between * person) / server.sessions.length + turn * between;
        const early = due - performance.now();
        if (early > 0) await sleep(early);
        // A timer that rings late is not the server's fault.
        const from = early > 0 ? performance.now() : due;
        const list = lists[(person + turn) % lists.length] ?? "";
        const { items } = JSON.parse(await get(`${server.url}/api/v1${list}`, { agent, cookie }));
        if (items.length !== 50) throw new Error(`a list of ${items.length}`);
        own.push(performance.now() - from);
      }
      agent.destroy();
      return own;
    }),
  );
  return times.flat();
}

function get(url: string, { agent, cookie }: { readonly agent: Agent; readonly cookie: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { cookie } }, (response) => {
      text(response).then(resolve, reject);
    });
    asked.once("error", reject).end();
  });
}
