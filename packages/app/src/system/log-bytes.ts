import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Milliseconds for which a measure stands: there may be very many files. */
const freshness = 5 * 60 * 1000;

/** Bytes of all logs on the disk, as last measured; a new measure is begun where that is old, and not waited for. */
export function createLogBytes(directory: string, now: () => number): () => Promise<number> {
  let measured: { readonly at: number; readonly bytes: number } | undefined;
  let measuring: Promise<number> | undefined;
  return async () => {
    if (measured !== undefined && now() - measured.at < freshness) return measured.bytes;
    measuring ??= bytesIn(directory).then((bytes) => {
      measured = { at: now(), bytes };
      measuring = undefined;
      return bytes;
    });
    return measured === undefined ? await measuring : measured.bytes;
  };
}

async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    // One that was removed meanwhile has none.
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
