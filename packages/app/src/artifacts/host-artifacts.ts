import { Readable } from "node:stream";
import { z } from "zod";
import type { App } from "../app.ts";
import { ByteAnswer } from "../operations/answers.ts";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { hostId } from "../remote/host-id.ts";
import { readLink } from "../runs/links.ts";
import { time, timeOf } from "../values/fields.ts";
import type { DownloadQuery } from "./download.ts";

const hostArtifact = z.object({
  id: hostId,
  name: z.string(),
  size: z.number().int().describe("Bytes"),
  createdAt: time.optional(),
  expiresAt: time.optional(),
  expired: z.boolean().describe("The host has its content no more"),
  format: z
    .enum(["zip", "file"])
    .describe("How it is downloaded: by its name, from the execution; an older one of the name by its id too"),
});

export const hostArtifacts = z.object({
  items: z.array(hostArtifact).describe("The newest first"),
  problem: z.string().optional().describe("Why they cannot be listed now, or never"),
  mend: z.string().optional(),
});
export type HostArtifacts = z.input<typeof hostArtifacts>;

/** What a run on a host left behind there; undefined for an execution that ran here. */
export async function artifactsOnHost(
  { remote, tables }: Pick<App, "remote" | "tables">,
  executionId: string,
  signal: AbortSignal,
): Promise<HostArtifacts | undefined> {
  if (!(await remote.holds(executionId))) return undefined;
  try {
    const found = await remote.artifacts.list(executionId, signal);
    return { items: found.map(({ isExpired: expired, ...one }) => ({ ...one, ...timesOf(one), expired })) };
  } catch (error) {
    signal.throwIfAborted();
    const { code, message, mend } = problemOf(error);
    if (code === "internal") throw error;
    const url = (await readLink(tables, executionId))?.detail.remote?.url;
    const where = code === "not-supported" && url !== undefined ? `look there: ${url}` : mend;
    return { items: [], problem: message, ...(where === undefined ? {} : { mend: where }) };
  }
}

interface DownloadFromHost extends Pick<DownloadQuery, "path"> {
  readonly name: string;
  /** The newest of the name unless said. */
  readonly id?: string | undefined;
  readonly signal: AbortSignal;
}

/** Passes on what the host has, whole. Throws `not-found`, `gone`, `not-supported`. */
export async function downloadFromHost(
  { remote }: Pick<App, "remote">,
  executionId: string,
  { name, id, path, signal }: DownloadFromHost,
): Promise<ByteAnswer> {
  if (path !== undefined) {
    throw new Problem("not-supported", "the host gives this artifact as a whole", { mend: "leave out the path" });
  }
  const { artifact, content } = await remote.artifacts.download(executionId, { name, id }, signal);
  const isZip = artifact.format === "zip";
  return new ByteAnswer(Readable.from(content.body, { objectMode: false }), {
    contentType: isZip ? "application/zip" : "application/octet-stream",
    ...(content.length === undefined ? {} : { length: content.length }),
    fileName: isZip ? `${name}.zip` : name,
  });
}

function timesOf({ createdAt, expiresAt }: { readonly createdAt?: number; readonly expiresAt?: number }) {
  return {
    createdAt: createdAt === undefined ? undefined : timeOf(createdAt),
    expiresAt: expiresAt === undefined ? undefined : timeOf(expiresAt),
  };
}
