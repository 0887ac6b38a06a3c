import type { Stats } from "node:fs";
import { link, lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

export interface SweepOptions {
  isReferenced(digest: string): Promise<boolean>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds for which an unreferenced blob is kept: its writer has yet to store the row that refers to it. */
  readonly grace: number;
  /** Looks only at blobs whose digests begin so, two characters each; at all unless said. */
  readonly prefixes?: readonly string[];
  /** Only says what it would remove. */
  readonly dryRun?: boolean;
}

export interface SweepResult {
  readonly blobs: number;
  /** Bytes freed. */
  readonly bytes: number;
}

interface BlobDirectories {
  readonly content: string;
  readonly incoming: string;
}

/** Safe beside processes that write: what is young stays, and what becomes young at the last moment is put back. */
export async function sweepBlobs({ content, incoming }: BlobDirectories, options: SweepOptions): Promise<SweepResult> {
  const oldest = options.now - options.grace;
  const { dryRun = false } = options;
  if (!dryRun) {
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    await removeLeftovers(incoming, oldest);
  }
  let blobs = 0;
  let bytes = 0;
  for (const prefix of options.prefixes ?? (await namesIn(content))) {
    for (const rest of await namesIn(join(content, prefix))) {
      const path = join(content, prefix, rest);
      const stats = await statsOf(path);
      if (stats === undefined || stats.mtimeMs > oldest || (await options.isReferenced(prefix + rest))) continue;
      if (!dryRun && !(await removeStillOld(path, { trash: join(incoming, `${prefix}${rest}.trash`), oldest })))
        continue;
      blobs += 1;
      bytes += stats.size;
    }
  }
  return { blobs, bytes };
}

/** Moved away first, looked at again, then removed: a `put` of the same content in between is not lost. */
async function removeStillOld(
  path: string,
  { trash, oldest }: { readonly trash: string; readonly oldest: number },
): Promise<boolean> {
  try {
    await rename(path, trash);
  } catch {
    return false;
  }
  const stats = await statsOf(trash);
  const stillOld = stats !== undefined && stats.mtimeMs <= oldest;
  // Fails when another copy has been put meanwhile, which is as good.
  if (!stillOld) await link(trash, path).catch(() => undefined);
  await rm(trash, { force: true });
  return stillOld;
}

async function removeLeftovers(incoming: string, oldest: number): Promise<void> {
  for (const name of await namesIn(incoming)) {
    const stats = await statsOf(join(incoming, name));
    if (stats !== undefined && stats.mtimeMs <= oldest) await rm(join(incoming, name), { force: true });
  }
}

/** None where there is no such directory. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return [];
    throw cause;
  }
}

async function statsOf(path: string): Promise<Stats | undefined> {
  return await lstat(path).catch(() => undefined);
}
