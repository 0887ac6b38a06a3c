import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export type Node =
  | { readonly kind: "file"; readonly content: string | Buffer; readonly mode?: number }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "directory"; readonly mode?: number };

/** Paths below the root to what is there. */
export type Tree = Readonly<Record<string, Node>>;

export const file = (content: string | Buffer, mode = 0o644): Node => ({ kind: "file", content, mode });
export const link = (target: string): Node => ({ kind: "link", target });

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "headrace-tree-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function temporaryTree(tree: Tree): string {
  const root = temporaryDirectory();
  writeTree(root, tree);
  return root;
}

export function writeTree(root: string, tree: Tree): void {
  for (const [path, node] of Object.entries(tree)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (node.kind === "directory") mkdirSync(place, { recursive: true });
    else if (node.kind === "link") symlinkSync(node.target, place);
    else writeFileSync(place, node.content);
    if (node.kind !== "link" && node.mode !== undefined) chmodSync(place, node.mode);
  }
}

/** What is below the root, as text that shows every difference. */
export function describeTree(root: string, directory = ""): readonly string[] {
  return readdirSync(join(root, directory))
    .toSorted()
    .flatMap((name) => {
      const path = directory === "" ? name : `${directory}/${name}`;
      const stats = lstatSync(join(root, path));
      if (stats.isSymbolicLink()) return [`${path} -> ${readlinkSync(join(root, path))}`];
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isDirectory()) return [`${path}/ ${mode}`, ...describeTree(root, path)];
      return [`${path} ${mode} ${readFileSync(join(root, path)).toString("base64")}`];
    });
}
