// Makes dist/, which the server serves: bundled and compressed. Does nothing where dist/ was made of these very sources.
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const home = join(import.meta.dirname, "..");
const root = join(home, "..", "..");
const dist = join(home, "dist");
const digestFile = join(dist, "sources.sha256");
const lockFile = join(home, "build.lock");

/** What the bundle is made of. */
const sources = [
  "package-lock.json",
  "packages/web/{index.html,package.json,vite.config.ts}",
  "packages/web/{src,scripts}/**/*.*",
  "packages/{pipeline,execution}/src/**/*.ts",
  "packages/app/src/{client,problems}/**/*.ts",
];

const digest = digestOfSources();
if ((await builtDigest()) !== digest) {
  await lock();
  try {
    if ((await builtDigest()) !== digest) await make();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function make(): Promise<void> {
  // Mostly there is nothing to do, and it is large.
  const { build } = await import("vite");
  process.env.NODE_ENV = "production";
  await build({ root: home, configFile: join(home, "vite.config.ts"), logLevel: "warn" });
  const texts = globSync("assets/*.{js,css,svg}", { cwd: dist });
  await Promise.all(texts.map(compress));
  await writeFile(digestFile, digest);
}

/** Beside each text, so that the server never compresses one while somebody waits. */
async function compress(path: string): Promise<void> {
  const bytes = await readFile(join(dist, path));
  if (bytes.length < 1024) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(join(dist, `${path}.br`), await promisify(brotliCompress)(bytes, { params }));
  await writeFile(join(dist, `${path}.gz`), await promisify(gzip)(bytes, { level: 9 }));
}

function digestOfSources(): string {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

async function builtDigest(): Promise<string | undefined> {
  return await readFile(digestFile, "utf8").catch(() => undefined);
}

/** One builds at a time: tests that run side by side all need it. A lock whose process is gone is nobody's. */
async function lock(): Promise<void> {
  for (;;) {
    try {
      await using file = await open(lockFile, "wx");
      await file.writeFile(String(process.pid));
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      const holder = Number(await readFile(lockFile, "utf8").catch(() => ""));
      if (holder > 0 && !isAlive(holder)) await rm(lockFile, { force: true });
      else await sleep(200);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
