import { createHash } from "node:crypto";
import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import { hashFile } from "../caches/hash-files.ts";
import { selectFiles } from "../files/select-files.ts";

export interface InputsRequest {
  /** Absolute. */
  readonly root: string;
  readonly patterns: readonly string[];
  /** Absolute paths that are never part: the data directory. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * SHA-256 over names, contents, executable bits and link targets of the matching files, hexadecimal. Unlike `hashFiles`
 * it changes when a file is renamed, since what reads it may go by its name.
 * Throws `path-escapes-workspace`, `invalid-argument`, `infrastructure`.
 */
export async function inputsDigest({ root, patterns, exclude, signal }: InputsRequest): Promise<string> {
  const whole = createHash("sha256");
  for (const { path, kind } of await selectFiles({ root, patterns, exclude, signal })) {
    signal?.throwIfAborted();
    if (kind !== "file" && kind !== "link") continue;
    const facts = kind === "link" ? await linkFacts(join(root, path)) : await fileFacts(join(root, path));
    // A name holds neither a null character nor, with it as the end, anything that could pass for another record.
    whole.update(`${path}\0${facts}\0`);
  }
  return whole.digest("hex");
}

async function fileFacts(path: string): Promise<string> {
  const digest = await hashFile(path);
  if (digest === undefined) return "gone";
  const executable = ((await lstat(path)).mode & 0o111) !== 0;
  return `${executable ? "program" : "file"} ${digest.toString("hex")}`;
}

async function linkFacts(path: string): Promise<string> {
  return `link ${await readlink(path)}`;
}
