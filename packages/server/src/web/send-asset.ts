import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyReply, FastifyRequest } from "fastify";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Compressed beside the file by the build, the smallest first. */
const encodings = [
  { name: "br", ending: ".br" },
  { name: "gzip", ending: ".gz" },
] as const;

/**
 * Sends a file of the build, as small as the client takes it; false where there is none. Its name has a hash of what it holds.
 * Who awaits a reply waits until it has been sent, and is given nothing: so it is not what this gives.
 */
export async function sendAsset(
  request: FastifyRequest<{ Params: { name: string } }>,
  reply: FastifyReply,
  directory: string,
): Promise<boolean> {
  const { name } = request.params;
  const type = types[extname(name)];
  if (type === undefined || !/^\w[\w.-]*$/.test(name)) return false;
  const path = join(directory, name);
  const accepted = (request.headers["accept-encoding"] ?? "").split(",").map((each) => each.split(";", 1)[0]?.trim());
  reply
    .header("content-type", type)
    .header("cache-control", "public, max-age=31536000, immutable")
    .header("vary", "accept-encoding");
  for (const { name: encoding, ending } of encodings) {
    const size = accepted.includes(encoding) ? await sizeOf(path + ending) : undefined;
    if (size === undefined) continue;
    reply
      .header("content-encoding", encoding)
      .header("content-length", size)
      .send(createReadStream(path + ending));
    return true;
  }
  const size = await sizeOf(path);
  if (size === undefined) return false;
  reply.header("content-length", size).send(createReadStream(path));
  return true;
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}
