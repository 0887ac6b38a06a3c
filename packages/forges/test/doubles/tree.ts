import { createHash } from "node:crypto";

/** What a host keeps of a repository's files: whole trees by commit. */
export interface Tree {
  readonly commits: Map<string, ReadonlyMap<string, string>>;
  readonly branches: Map<string, string>;
  readonly messages: string[];
  readonly pulls: {
    readonly from: string;
    readonly to: string;
    readonly title: string;
    readonly description: string;
  }[];
}

export function createTree(): Tree {
  return { commits: new Map(), branches: new Map(), messages: [], pulls: [] };
}

export interface Change {
  readonly path: string;
  /** Undefined removes the file. */
  readonly text: string | undefined;
  /** Where a new branch begins. */
  readonly from?: string;
  readonly message?: string;
}

/** One more commit, which changes or removes a file. */
export function commitTo(tree: Tree, branch: string, { path, text, from = branch, message = "" }: Change): string {
  const { commits, branches, messages } = tree;
  const files = new Map(commits.get(branches.get(from) ?? ""));
  if (text === undefined) files.delete(path);
  else files.set(path, text);
  const commit = createHash("sha1").update(`${commits.size} ${branch} ${path}`).digest("hex");
  commits.set(commit, files);
  branches.set(branch, commit);
  messages.push(message);
  return commit;
}

/** The file as of a commit. */
export function fileAt({ commits }: Tree, commit: string | null | undefined, path: string): string | undefined {
  return commits.get(commit ?? "")?.get(path);
}

/** By what GitHub knows a content. */
export function blobOf(text: string): string {
  return createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest("hex");
}
