import { createHash, randomFillSync } from "node:crypto";
import { closeSync, createReadStream, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type ArtifactServices, storeArtifact, unpackArtifact } from "../../packages/engine/src/artifacts/index.ts";
import { openProject } from "../../packages/library/src/index.ts";
import type { Case } from "../measure/case.ts";
import { type Finding, seconds } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { runProgram } from "../measure/run-program.ts";
import { createScratch } from "../measure/scratch.ts";

const bytes = 1_000_000_000;
const enoughRatio = 0.5;
/** Megabytes a second. */
const enoughSpeed = 300;

/** Stored and unpacked again, beside `cp`; neither waits for the disk to have it. */
export const artifact: Case = {
  name: "artifact",
  needsPeers: false,
  async run() {
    return [...(await findings("compressible", fillWithText)), ...(await findings("incompressible", randomFillSync))];
  },
};

async function findings(kind: string, fill: (block: Buffer) => unknown): Promise<readonly Finding[]> {
  using scratch = createScratch();
  await using project = await openProject({ directory: scratch.path });
  const { store } = project;
  const file = join(scratch.path, "work", "file");
  scratch.write("work/file", "");
  writeBlocks(file, fill);
  const services: ArtifactServices = {
    blobs: store.blobs,
    // The row belongs to an execution, and there is none here.
    catalog: { ...store.catalog, addArtifact: async () => undefined },
    clock: { now: Date.now },
    ids: { next: () => "bench" },
  };
  const digests: string[] = [];
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    // What earlier work left to be written would be paid for by whoever comes next.
    await runProgram({ program: "sync", arguments: [], directory: scratch.path });
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1_000;
  };
  const [copy = [], hashed = [], stored = [], unpacked = []] = await interleave(3, [
    async () => {
      const to = join(scratch.path, "copy");
      const time = await timed(() => runProgram({ program: "cp", arguments: [file, to], directory: scratch.path }));
      rmSync(to);
      return time;
    },
    // An artifact is known by SHA-256: what that alone takes on one core, with no parts side by side.
    () => timed(() => pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), createHash("sha256"))),
    async () => {
      for (const digest of digests.splice(0)) await store.blobs.remove(digest);
      return await timed(async () => {
        const { row } = await storeArtifact(
          {
            workspace: join(scratch.path, "work"),
            declaration: { name: "file", paths: ["file"] },
            of: { executionId: "bench", stage: "bench", instance: "bench", attempt: 1 },
          },
          services,
        );
        digests.push(row.digest);
      });
    },
    async () => {
      const into = join(scratch.path, "unpacked");
      const time = await timed(() => unpackArtifact({ blobs: store.blobs, digest: digests[0] ?? "", into }));
      rmSync(into, { recursive: true });
      return time;
    },
  ]);
  const floors = { copy: median(copy), hash: median(hashed) };
  return [
    findingOf(`storing an artifact of 1 GB, ${kind}`, median(stored), floors),
    findingOf(`unpacking an artifact of 1 GB, ${kind}`, median(unpacked), floors),
  ];
}

function findingOf(what: string, own: number, floors: { readonly copy: number; readonly hash: number }): Finding {
  const speed = bytes / 1_000_000 / own;
  const ratio = floors.copy / own;
  return {
    what,
    ours: seconds(own),
    beside: `cp ${seconds(floors.copy)}, SHA-256 alone ${seconds(floors.hash)}`,
    figure: `${ratio.toFixed(2)} of cp, ${speed.toFixed(0)} MB/s`,
    target: {
      text: `≥ ${enoughRatio} of cp or ${enoughSpeed} MB/s`,
      met: ratio >= enoughRatio || speed >= enoughSpeed,
    },
  };
}

function writeBlocks(path: string, fill: (block: Buffer) => unknown): void {
  const block = Buffer.alloc(1_000_000);
  const file = openSync(path, "w");
  for (let written = 0; written < bytes; written += block.length) {
    fill(block);
    writeSync(file, block);
  }
  closeSync(file);
}

/** Lines as programs log them: much in them repeats, the numbers do not. Shrinks to about a fifth. */
function fillWithText(block: Buffer): void {
  let used = 0;
  while (used < block.length) {
    const number = Math.floor(Math.random() * 2 ** 32);
    used += block.write(`2026-11-21T04:00:${number % 60}Z info request ${number} took ${number % 977} ms\n`, used);
  }
}
