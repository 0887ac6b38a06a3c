import { type Git, gitText } from "./git-program.ts";
import type { TreeEntry } from "./history.ts";

export interface Submodule {
  readonly path: string;
  readonly commit: string;
  /** As `.gitmodules` says it: untrusted, and perhaps relative. */
  readonly url: string;
}

/** Those that a commit has and `.gitmodules` tells a URL of; the others stay empty, as with git. */
export async function readSubmodules(
  git: Git,
  commit: string,
  entries: readonly TreeEntry[],
): Promise<readonly Submodule[]> {
  const links = new Map(
    entries.filter(({ kind }) => kind === "submodule").map(({ path, object }) => [path, object] as const),
  );
  const file = entries.find(({ path, kind }) => path === ".gitmodules" && kind !== "link" && kind !== "submodule");
  if (links.size === 0 || file === undefined) return [];
  const text = await gitText(git, {
    arguments: ["config", "--no-includes", "--null", "--list", `--blob=${commit}:.gitmodules`],
  });
  const sections = new Map<string, { path?: string; url?: string }>();
  for (const line of text.split("\0")) {
    const [, name, key, value] = /^submodule\.(.*)\.(path|url)\n(.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const section = sections.get(name) ?? {};
    if (key === "path") section.path = value;
    else section.url = value;
    sections.set(name, section);
  }
  return [...sections.values()].flatMap(({ path = "", url }) => {
    const linked = links.get(path);
    return linked === undefined || url === undefined ? [] : [{ path, commit: linked, url }];
  });
}
