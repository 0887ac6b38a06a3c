/** Where a text is kept: versions on the server, or a file of the repository, saved as a commit. */
export type Kept =
  | { readonly kind: "stored"; readonly version: number }
  | { readonly kind: "file"; readonly branch: string; readonly path: string; readonly digest: string };

/** Which of them it is. */
export function keptWords(kept: Kept): string {
  return kept.kind === "stored" ? `Version ${kept.version}` : `${kept.path} on ${kept.branch}`;
}

/** Whether somebody else kept another one since. */
export function isOther(mine: Kept, newest: Kept): boolean {
  if (mine.kind === "stored") return newest.kind === "stored" && newest.version > mine.version;
  return newest.kind === "file" && newest.digest !== mine.digest;
}
