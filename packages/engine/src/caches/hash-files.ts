import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { selectFiles } from "../files/select-files.ts";
import { systemCodeOf } from "../files/system-code.ts";

const chunkBytes = 1024 * 1024;

export interface HashFilesOptions {
  /** Absolute paths that are never looked into: the data directory. */
  readonly exclude?: readonly string[];
}

/**
 * The SHA-256 over the SHA-256 of each matching file, in the order of their paths, hexadecimal; an empty string when
 * nothing matches, as GitHub's `hashFiles`. Only files below the root: links are not followed, so nothing outside counts.
 * Throws `path-escapes-workspace`, `invalid-argument`.
 * https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions#hashfiles
 */
export async function hashFiles(
  root: string,
  patterns: readonly string[],
  { exclude = [] }: HashFilesOptions = {},
): Promise<string> {
  const whole = createHash("sha256");
  const files = (await selectFiles({ root, patterns, exclude })).filter(({ kind }) => kind === "file");
  let hashed = 0;
  for (const { path } of files) {
    const digest = await hashFile(join(root, path));
    if (digest === undefined) continue;
    whole.update(digest);
    hashed += 1;
  }
  return hashed === 0 ? "" : whole.digest("hex");
}

/** Undefined when it has gone since it was listed. */
export async function hashFile(path: string): Promise<Buffer | undefined> {
  try {
    await using handle = await open(path, "r");
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, (await handle.stat()).size + 1));
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest();
      hash.update(buffer.subarray(0, bytesRead));
    }
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return undefined;
    throw new HeadraceError("infrastructure", `the file ${JSON.stringify(path)} cannot be read`, { cause });
  }
}
