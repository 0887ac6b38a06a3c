import { Readable } from "node:stream";
import type { ArtifactRow } from "@headrace/engine";
import { archiveEntries, decompressFrames } from "@headrace/engine/artifacts";
import { sha256Hex } from "@headrace/pipeline";
import { z } from "zod";
import type { App } from "../app.ts";
import { ByteAnswer } from "../operations/answers.ts";
import { notFound } from "../problems/problem.ts";
import { byteRangeOf } from "../values/byte-range.ts";

export const downloadInput = {
  path: z.string().min(1).max(4096).optional().describe("Only this file out of it"),
  format: z
    .enum(["tar.zst", "tar"])
    .default("tar.zst")
    .describe("`tar.zst` is what is stored; parts of it can be asked for"),
  range: z.string().max(200).optional().describe("One part of the stored archive, such as `bytes=0-999`"),
  ifRange: z.string().max(200).optional().describe("An ETag: the range is only honoured for this content"),
};
export const downloadHeaders = { range: "range", ifRange: "if-range" };

export interface DownloadQuery {
  readonly path?: string | undefined;
  readonly format: "tar.zst" | "tar";
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** An artifact's bytes. Throws `not-found` for a path that it does not have, `gone`, `range-not-satisfiable`. */
export async function download(app: App, row: ArtifactRow, query: DownloadQuery): Promise<ByteAnswer> {
  if (query.path !== undefined) return await oneFile(app, row, query.path);
  if (query.format === "tar") {
    const tar = decompressFrames(await app.store.blobs.get(row.digest));
    return new ByteAnswer(Readable.from(tar, { objectMode: false, highWaterMark: 0 }), {
      contentType: "application/x-tar",
      fileName: `${row.name}.tar`,
      etag: `${row.digest}-tar`,
    });
  }
  return await stored(app, row, query);
}

async function stored(app: App, { digest, name }: ArtifactRow, query: DownloadQuery): Promise<ByteAnswer> {
  const total = await app.store.blobs.size(digest);
  const isSame = query.ifRange === undefined || query.ifRange === `"${digest}"`;
  const range = isSame ? byteRangeOf(query.range, total) : undefined;
  const body =
    range === undefined
      ? await app.store.blobs.get(digest)
      : await app.store.blobs.part(digest, { start: range.start, end: range.end + 1 });
  return new ByteAnswer(body, {
    contentType: "application/zstd",
    length: range === undefined ? total : range.end - range.start + 1,
    fileName: `${name}.tar.zst`,
    etag: digest,
    ...(range === undefined ? {} : { range }),
  });
}

/** Always to be saved, never to be shown: what a stage made is no page of this server. */
async function oneFile(app: App, { digest }: ArtifactRow, path: string): Promise<ByteAnswer> {
  const entries = archiveEntries(await app.store.blobs.get(digest));
  for (;;) {
    const { value: entry, done } = await entries.next();
    if (done === true) throw notFound("file in this artifact", path);
    if (entry.kind !== "file" || entry.name !== path) continue;
    const content = async function* (): AsyncGenerator<Buffer> {
      try {
        yield* entry.content;
      } finally {
        await entries.return(undefined);
      }
    };
    return new ByteAnswer(Readable.from(content(), { objectMode: false }), {
      contentType: "application/octet-stream",
      length: entry.size,
      fileName: path.split("/").at(-1) ?? "file",
      etag: `${digest}-${sha256Hex(path).slice(0, 16)}`,
    });
  }
}
