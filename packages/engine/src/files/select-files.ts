import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { createGlob, HeadraceError } from "@headrace/pipeline";
import { searchDirectories } from "./search-directories.ts";
import { systemCodeOf } from "./system-code.ts";

export interface SelectRequest {
  /** Absolute. */
  readonly root: string;
  /**
   * Globs below the root; a leading `!` excludes. A directory that is chosen brings everything below it,
   * so that `dist` and `dist/**` choose the same files.
   */
  readonly patterns: readonly string[];
  /** Absolute paths that are never looked into: the data directory. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

export type SelectedKind = "file" | "directory" | "link" | "other";

export interface SelectedPath {
  /** Below the root, with `/`. */
  readonly path: string;
  readonly kind: SelectedKind;
}

/**
 * What the patterns choose, sorted by path, whatever order the disk has. Links are chosen like files and never followed.
 * Throws `path-escapes-workspace` for a pattern that is absolute or holds `..`, `invalid-argument` for one that is no glob.
 */
export async function selectFiles({
  root,
  patterns,
  exclude = [],
  signal,
}: SelectRequest): Promise<readonly SelectedPath[]> {
  const globs = patterns.map((pattern) => insidePattern(pattern));
  const chosen = createGlob(withDescendants(globs));
  const search = searchDirectories(globs);
  const excluded = new Set(exclude.map((path) => relative(root, path).split(sep).join("/")));
  const found: SelectedPath[] = [];
  const pending = [""];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    signal?.throwIfAborted();
    for (const entry of await entriesOf(root, directory)) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (excluded.has(path)) continue;
      const kind = kindOf(entry);
      if (chosen(path)) found.push({ path, kind });
      if (kind === "directory" && search(path)) pending.push(path);
    }
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Without a leading `./`; refused when it leads out of the root. */
function insidePattern(pattern: string): string {
  const excludes = pattern.startsWith("!");
  const glob = (excludes ? pattern.slice(1) : pattern).replace(/^(\.\/+)+(?=.)/, "");
  if (glob.startsWith("/") || glob.split("/").includes("..")) {
    throw new HeadraceError("path-escapes-workspace", `the path ${JSON.stringify(pattern)} leaves the workspace`, {
      mend: "name a path below the workspace; copy what lies elsewhere into it first",
    });
  }
  const everything = glob === "." || glob === "./" ? "**" : glob;
  return excludes ? `!${everything}` : everything;
}

function withDescendants(globs: readonly string[]): readonly string[] {
  return globs.flatMap((glob) => {
    if (glob.endsWith("/**")) return [glob];
    return glob.endsWith("/") ? [glob.slice(0, -1), glob] : [glob, `${glob}/**`];
  });
}

async function entriesOf(root: string, directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(join(root, directory), { withFileTypes: true });
  } catch (cause) {
    // Gone between seeing and opening it: a program still tidies up. The root itself may be missing too.
    if (systemCodeOf(cause) === "ENOENT" || systemCodeOf(cause) === "ENOTDIR") return [];
    throw new HeadraceError("infrastructure", `the directory ${JSON.stringify(directory || ".")} cannot be read`, {
      cause,
    });
  }
}

function kindOf(entry: Dirent): SelectedKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}
