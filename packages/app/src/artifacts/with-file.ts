import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { App } from "../app.ts";

export interface WrittenFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Writes down what is sent, for as long as it is used: where its length must be known before its content. */
export async function withFile<Value>(
  { store }: Pick<App, "store">,
  content: AsyncIterable<Buffer>,
  use: (file: WrittenFile) => Promise<Value>,
): Promise<Value> {
  await mkdir(store.layout.work, { recursive: true, mode: 0o700 });
  const directory = await mkdtemp(join(store.layout.work, "upload-"));
  try {
    const path = join(directory, "content");
    await pipeline(content, createWriteStream(path, { mode: 0o600 }));
    return await use({ path, size: (await stat(path)).size });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
