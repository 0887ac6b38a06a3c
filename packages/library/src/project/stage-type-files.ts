import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ResolveStageType } from "@headrace/pipeline";

/** Where a repository keeps the stage types it offers. */
const folder = "headrace/stage-types";
/** Bytes. */
const sizeLimit = 256 * 1024;

/** A name that can leave neither its directory nor git's notation for a file of a revision. */
const part = "[A-Za-z0-9_][A-Za-z0-9._-]*";
const reference = new RegExp(`^(?:(${part})/)?(${part})(?:@(${part}))?$`);

/**
 * Finds the files of stage types: the project's own (`uses: lint` is `headrace/stage-types/lint.yml`),
 * and another repository's (`uses: platform/build@v2`), which is a directory beside the project. With
 * a version the file is read from that tag, branch or commit of it; without one, as it lies there.
 */
export function stageTypeFiles(directory: string): ResolveStageType {
  return (use) => {
    const [, repository, type, version] = reference.exec(use) ?? [];
    if (type === undefined) return null;
    const root = repository === undefined ? directory : resolve(directory, "..", repository);
    for (const ending of ["yml", "yaml"]) {
      const path = `${folder}/${type}.${ending}`;
      const text = version === undefined ? readFile(join(root, path)) : readRevision(root, version, path);
      if (text !== null) return text;
    }
    return null;
  };
}

function readFile(path: string): string | null {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined || !facts.isFile() || facts.size > sizeLimit) return null;
  return readFileSync(path, "utf8");
}

function readRevision(root: string, version: string, path: string): string | null {
  if (statSync(root, { throwIfNoEntry: false }) === undefined) return null;
  try {
    return execFileSync("git", ["-C", root, "show", `${version}:./${path}`], {
      encoding: "utf8",
      maxBuffer: sizeLimit,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    // No such revision, or it has no such file: the parser says that the type was not found.
    return null;
  }
}
