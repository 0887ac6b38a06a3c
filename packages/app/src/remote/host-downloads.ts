import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { Downloads, RepositoryName } from "@headrace/forges";
import type { App } from "../app.ts";
import { atMost, tooLarge } from "../artifacts/at-most.ts";
import { download } from "../artifacts/download.ts";
import { artifactById } from "../artifacts/find-artifact.ts";
import { withFile } from "../artifacts/with-file.ts";
import type { ByteAnswer } from "../operations/answers.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { passContent } from "./pass-content.ts";

/** Where a repository's files lie on its host. */
export interface DownloadsPlace {
  readonly port: Downloads;
  readonly repository: RepositoryName;
}

/** What an upload is called there, and whether it may take the place of one of the same name. */
export interface Wanted {
  readonly name: string;
  readonly replace: boolean;
}

/** Throws `not-found`. */
export async function passOn({ port, repository }: DownloadsPlace, name: string, signal: AbortSignal) {
  const content = await port.open(repository, name, signal);
  if (content.kind !== "bytes") throw notFound("download", name);
  return passContent(content, name);
}

export interface SentBody {
  readonly body: Readable;
  /** Bytes, where the client said it. */
  readonly length: number | undefined;
}

/** Gives the host what is sent. Throws `too-large`, `conflict`. */
export async function passUp(
  app: App,
  place: DownloadsPlace,
  { body, length, signal, ...wanted }: SentBody & Wanted & { readonly signal: AbortSignal },
): Promise<number> {
  const { artifactLimit } = app.options;
  if (length !== undefined && length > artifactLimit) throw tooLarge(artifactLimit);
  await refuseTaken(place, wanted, signal);
  return await withFile(app, atMost(body, artifactLimit), async ({ path, size }) => {
    const file = { name: wanted.name, length: size, open: () => createReadStream(path) };
    await place.port.upload(place.repository, file, signal);
    return size;
  });
}

export interface ArtifactPart {
  readonly artifact: string;
  /** Only this file out of it. */
  readonly path: string | undefined;
}

/** Gives the host an artifact as it is stored, or one file out of it. Throws `not-found`, `gone`, `conflict`. */
export async function passArtifactUp(
  app: App,
  place: DownloadsPlace,
  { artifact, path, signal, ...wanted }: ArtifactPart & Wanted & { readonly signal: AbortSignal },
): Promise<number> {
  const row = await artifactById(app, artifact);
  const read = async (): Promise<ByteAnswer> =>
    await download(app, row, { format: "tar.zst", ...(path === undefined ? {} : { path }) });
  const { body, facts } = await read();
  body.destroy();
  const { length = 0 } = facts;
  await refuseTaken(place, wanted, signal);
  async function* open() {
    yield* (await read()).body;
  }
  await place.port.upload(place.repository, { name: wanted.name, length, open }, signal);
  return length;
}

/** The host would replace it without a word. */
async function refuseTaken({ port, repository }: DownloadsPlace, { name, replace }: Wanted, signal: AbortSignal) {
  if (replace || !(await port.list(repository, signal)).some((one) => one.name === name)) return;
  throw new Problem("conflict", `there is a download ${JSON.stringify(name)} already`, {
    mend: "give it another name, or say replace=true to have the new one in its place",
  });
}
