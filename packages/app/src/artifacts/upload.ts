import { createReadStream } from "node:fs";
import { posix } from "node:path";
import type { Readable } from "node:stream";
import type { ArtifactRow } from "@headrace/engine";
import { archiveEntries, packStream } from "@headrace/engine/artifacts";
import { HeadraceError } from "@headrace/pipeline";
import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import { atMost, tooLarge } from "./at-most.ts";
import { withFile } from "./with-file.ts";

export interface Upload {
  readonly executionId: string;
  readonly name: string;
  readonly body: Readable;
  /** `file`: one file, kept under the artifact's name. `tar.zst`: an archive, kept as it is. */
  readonly format: "file" | "tar.zst";
  /** Bytes, where the client said it. */
  readonly length: number | undefined;
}

/** An artifact of this stage and attempt was uploaded: it is never given to a stage as another one's. */
const ofNobody = { stage: "", instance: "", attempt: 0 };

/**
 * Keeps what is sent. The blob first, then the row that refers to it: who hangs up in the middle leaves nothing. Throws
 * `too-large`, `invalid-input`, `storage-full`.
 */
export async function upload(app: App, { executionId, name, body, format, length }: Upload): Promise<ArtifactRow> {
  const { artifactLimit } = app.options;
  if (length !== undefined && length > artifactLimit) throw tooLarge(artifactLimit);
  const limited = atMost(body, artifactLimit);
  const kept = format === "file" ? await keepFile(app, { name, length, limited }) : await keepArchive(app, limited);
  const row: ArtifactRow = {
    id: app.ids.next(),
    executionId,
    ...ofNobody,
    name,
    ...kept,
    createdAt: app.clock.now(),
  };
  await app.store.catalog.addArtifact(row);
  await app.runs.recordUpload(executionId, { type: "artifact.uploaded", name, ...kept });
  return row;
}

type Kept = Pick<ArtifactRow, "digest" | "size" | "files">;

interface FileUpload {
  readonly name: string;
  readonly length: number | undefined;
  readonly limited: AsyncIterable<Buffer>;
}

async function keepFile(app: App, { name, length, limited }: FileUpload): Promise<Kept> {
  if (length === undefined) return await keepUnmeasured(app, name, limited);
  const packed = packStream({ path: name, size: length, content: limited });
  const { digest } = await app.store.blobs.put(packed);
  return { digest, size: length, files: 1 };
}

/** An archive says how long a file is before its content: one that comes without its length is written down first. */
async function keepUnmeasured(app: App, name: string, limited: AsyncIterable<Buffer>): Promise<Kept> {
  return await withFile(
    app,
    limited,
    async ({ path, size }) =>
      await keepFile(app, { name, length: size, limited: createReadStream(path, { highWaterMark: 1024 * 1024 }) }),
  );
}

/** An archive can grow a thousandfold when it is unpacked: of what it holds at most this many times the limit. */
const mostGrowth = 20;

async function keepArchive(app: App, limited: AsyncIterable<Buffer>): Promise<Kept> {
  const { digest } = await app.store.blobs.put(limited);
  // A blob that nothing refers to is removed by the next pruning; here it could be another artifact's too.
  return { digest, ...(await checkArchive(app, digest)) };
}

async function checkArchive(app: App, digest: string): Promise<Omit<Kept, "digest">> {
  const mostBytes = app.options.artifactLimit * mostGrowth;
  let size = 0;
  let files = 0;
  try {
    for await (const entry of archiveEntries(await app.store.blobs.get(digest), { mostBytes })) {
      refuseEntry(entry);
      if (entry.kind !== "directory") files += 1;
      size += entry.size;
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    if (cause instanceof HeadraceError && cause.code === "invalid-argument") throw tooLarge(mostBytes);
    throw new Problem("invalid-input", "the body is not a tar archive compressed by zstd", {
      cause,
      mend: "make one with `tar --zstd -cf`, or send a single file with `format=file`",
    });
  }
  if (files > 0) return { size, files };
  throw new Problem("invalid-input", "the archive holds no files", {
    mend: "put at least one file into it",
  });
}

/** What nobody could unpack is not taken in. */
function refuseEntry({
  name,
  kind,
  target,
}: {
  readonly name: string;
  readonly kind: string;
  readonly target?: string;
}) {
  const isBelow = (path: string): boolean =>
    !/^(?:\/|\.\.(?:\/|$))/.test(posix.normalize(path)) && !path.includes("\0");
  const isSafe =
    kind !== "other" &&
    isBelow(name) &&
    (kind !== "link" ||
      (target !== undefined && !posix.isAbsolute(target) && isBelow(posix.join(posix.dirname(name), target))));
  if (isSafe) return;
  throw new Problem("invalid-input", `the archive holds ${JSON.stringify(name.slice(0, 200))}, which leads out of it`, {
    mend: "pack only files, directories and links that stay inside, by relative names",
  });
}
