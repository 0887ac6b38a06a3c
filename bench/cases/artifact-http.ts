import { randomFillSync } from "node:crypto";
import { closeSync, createReadStream, createWriteStream, openSync, rmSync, statSync, writeSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { startServer, type TestServer } from "../../packages/server/test/start-server.ts";
import type { Case } from "../measure/case.ts";
import { type Finding, seconds } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { runProgram } from "../measure/run-program.ts";
import { createScratch, type Scratch } from "../measure/scratch.ts";

const bytes = 1_000_000_000;
/** Of a bare server that writes the same bytes to a file, or reads them from one. */
const enoughRatio = 0.5;

/** An artifact of 1 GB up and down over HTTP, by the same client beside a server that only copies, and `cp`. */
export const artifactHttp: Case = {
  name: "artifact-http",
  needsPeers: false,
  async run() {
    using scratch = createScratch({ file: "" });
    const file = join(scratch.path, "file");
    writeRandom(file);
    await using server = await startServer();
    const execution = await someExecution(server, scratch);
    const url = `${server.url}/api/v1/executions/${execution}/artifacts/file`;
    await using bare = await startCopier(join(scratch.path, "copied"));
    const back = join(scratch.path, "back");
    const authorization = { authorization: `Bearer ${server.owner.token}` };
    const [copy = [], bareUp = [], up = [], bareDown = [], down = [], downFile = []] = await interleave(3, [
      () => timed(scratch, () => runProgram({ program: "cp", arguments: [file, back], directory: scratch.path })),
      () => timed(scratch, () => send(bare.url, { file, headers: {} })),
      () => timed(scratch, () => send(url, { file, headers: authorization })),
      () => timed(scratch, () => fetchTo(bare.url, { file: back, headers: {} })),
      () => timed(scratch, () => fetchTo(url, { file: back, headers: authorization })),
      () => timed(scratch, () => fetchTo(`${url}?path=file`, { file: back, headers: authorization })),
    ]);
    const floor = `cp ${seconds(median(copy))}`;
    return [
      findingOf("an artifact of 1 GB up over HTTP", { own: median(up), bare: median(bareUp), floor }),
      findingOf("down, as it is stored", { own: median(down), bare: median(bareDown), floor }),
      findingOf("down, unpacked by the server", { own: median(downFile), bare: median(bareDown), floor }),
    ];
  },
};

function findingOf(what: string, { own, bare, floor }: { own: number; bare: number; floor: string }): Finding {
  const ratio = bare / own;
  return {
    what,
    ours: `${seconds(own)}, ${(bytes / 1_000_000 / own).toFixed(0)} MB/s`,
    beside: `a server that only copies ${seconds(bare)}, ${floor}`,
    figure: `${ratio.toFixed(2)} of it`,
    target: { text: `≥ ${enoughRatio}`, met: ratio >= enoughRatio },
  };
}

async function someExecution(server: TestServer, { path }: Scratch): Promise<string> {
  const repository = await server.owner.post("/repositories", { name: "bench", location: path });
  const definition = "name: bench\nstages:\n  none: { checkout: false, steps: ['true'] }\n";
  const started = await server.owner.post("/executions", { repository: repository.body.id, text: definition });
  const id: string = started.body.id;
  for (;;) {
    const { body } = await server.owner.get(`/executions/${id}`);
    if (body.state === "ended") return id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function timed({ path }: Scratch, work: () => Promise<unknown>): Promise<number> {
  // What earlier work left to be written would be paid for by whoever comes next.
  await runProgram({ program: "sync", arguments: [], directory: path });
  const started = performance.now();
  await work();
  const time = (performance.now() - started) / 1_000;
  rmSync(join(path, "back"), { force: true });
  return time;
}

interface Transfer {
  readonly file: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function send(url: string, { file, headers }: Transfer): Promise<void> {
  const { size } = statSync(file);
  await new Promise<void>((resolve, reject) => {
    const sending = request(url, { method: "PUT", headers: { ...headers, "content-length": size } }, (response) => {
      response.resume();
      response.once("end", () => {
        if ((response.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`the upload was answered with ${response.statusCode}`));
      });
    });
    pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), sending).catch(reject);
  });
}

async function fetchTo(url: string, { file, headers }: Transfer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const asking = request(url, { headers }, (response) => {
      pipeline(response, createWriteStream(file)).then(resolve, reject);
    });
    asking.once("error", reject);
    asking.end();
  });
}

/** Writes what it is sent to one file, and gives it back. */
async function startCopier(file: string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((incoming, response) => {
    const work =
      incoming.method === "PUT"
        ? pipeline(incoming, createWriteStream(file)).then(() => response.end())
        : pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), response);
    work.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

/** Random bytes: what can be compressed would be written faster than it is sent. */
function writeRandom(path: string): void {
  const block = Buffer.alloc(1_000_000);
  const file = openSync(path, "w");
  for (let written = 0; written < bytes; written += block.length) {
    randomFillSync(block);
    writeSync(file, block);
  }
  closeSync(file);
}
