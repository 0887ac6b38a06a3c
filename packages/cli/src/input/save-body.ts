import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Saves what a host of code sent in a directory, made when it is not there, and gives the file's name. */
export async function saveBody(
  body: ReadableStream<Uint8Array>,
  { into, name }: { readonly into: string; readonly name: string },
): Promise<string> {
  // The name is whatever the host says: it leads nowhere.
  const file = name.replaceAll(/[^\w. -]/g, "_").replace(/^\.+/, "_");
  await mkdir(into, { recursive: true });
  await pipeline(Readable.fromWeb(body), createWriteStream(join(into, file)));
  return file;
}
