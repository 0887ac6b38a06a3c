import { HeadraceError } from "@headrace/pipeline";
import { type Git, gitText } from "./git-program.ts";

/** What a mirror can tell without its remote. Commits are given as 40 hexadecimal digits. */
export interface History {
  /**
   * The commit of a branch, a tag, a full `refs/…` name or a commit, tried in that order; whole commits first. Empty or
   * `HEAD` is the default branch. Throws `ref-not-found`.
   */
  resolve(ref: string): Promise<string>;
  /** Null of an empty repository. */
  defaultBranch(): Promise<string | null>;
  /** By name. */
  branches(): Promise<readonly NamedCommit[]>;
  /** The newest first. */
  tags(): Promise<readonly NamedCommit[]>;
  /** Throws `ref-not-found`. */
  commit(id: string): Promise<CommitFacts>;
  has(id: string): Promise<boolean>;
  /** Paths that differ between two commits, sorted; all of `to` when there is no `from`. Throws `ref-not-found`. */
  changedFiles(from: string | null, to: string): Promise<readonly string[]>;
  /** The commits that lead to `to` and not to `from`, the newest first; `limit` of them. Throws `ref-not-found`. */
  commitsBetween(from: string, to: string, limit: number): Promise<CommitsBetween>;
  /** Where two commits parted; null when they never were one. */
  mergeBase(one: string, other: string): Promise<string | null>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /**
   * A file as it is stored, of a symbolic link what it says; null when there is none. Throws `file-too-large` above
   * `maxBytes`, 1 MiB unless said.
   */
  readFile(commit: string, path: string, options?: { readonly maxBytes?: number }): Promise<Buffer | null>;
  /** All of a commit, sorted; links and submodules are named, never entered. */
  listFiles(commit: string): Promise<readonly TreeEntry[]>;
}

export interface NamedCommit {
  readonly name: string;
  readonly commit: string;
}

export interface CommitFacts {
  readonly commit: string;
  readonly message: string;
  /** `Name <address>`. */
  readonly author: string;
  /** Epoch milliseconds. */
  readonly committedAt: number;
  readonly parents: readonly string[];
}

export interface CommitsBetween {
  readonly commits: readonly CommitLine[];
  /** All of them. */
  readonly count: number;
}

/** A commit in a list. */
export interface CommitLine extends Pick<CommitFacts, "commit" | "author" | "committedAt"> {
  /** The first line of its message. */
  readonly subject: string;
}

export interface TreeEntry {
  /** With `/`. */
  readonly path: string;
  readonly kind: "file" | "program" | "link" | "submodule";
  /** Of a submodule the commit, else the content's object. */
  readonly object: string;
}

const wholeCommit = /^[0-9a-f]{40}$/;
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** @param git called with the mirror's directory already given. */
export function createHistory(git: Git): History {
  const text = (...words: readonly string[]): Promise<string> => gitText(git, { arguments: words });

  /** The objects of these names, null where there is none. Names go through a pipe: none can be an option. */
  const lookUp = async (names: readonly string[]): Promise<readonly (string | null)[]> => {
    const input = names.map((name) => `${name}\n`).join("");
    const output = await gitText(git, { arguments: ["cat-file", "--batch-check=%(objectname) %(objecttype)"], input });
    const lines = output.split("\n");
    return names.map((_, index) => /^([0-9a-f]{40}) commit$/.exec(lines[index] ?? "")?.[1] ?? null);
  };
  const known = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) if (!wholeCommit.test(id)) throw notFound(id);
    const found = await lookUp(ids);
    for (const [index, id] of ids.entries()) if (found[index] !== id) throw notFound(id);
  };
  const named = async (...words: readonly string[]): Promise<readonly NamedCommit[]> => {
    const format = "%(refname:lstrip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)";
    const output = await text("for-each-ref", `--format=${format}`, ...words);
    return output.split("\n").flatMap((line) => {
      const [name = "", type, object = "", innerType, inner = ""] = line.split("\0");
      if (type === "commit") return [{ name, commit: object }];
      return innerType === "commit" ? [{ name, commit: inner }] : [];
    });
  };

  return {
    async resolve(ref) {
      const candidates = candidatesFor(ref);
      const found = candidates.length === 0 ? [] : await lookUp(candidates.map((name) => `${name}^{commit}`));
      const commit = found.find((each) => each !== null);
      if (commit === undefined || commit === null) throw notFound(ref);
      return commit;
    },
    async defaultBranch() {
      const { code, output } = await git({ arguments: ["symbolic-ref", "--quiet", "--short", "HEAD"] });
      const name = output.toString("utf8").trim();
      if (code !== 0 || (await lookUp([`refs/heads/${name}^{commit}`]))[0] === null) return null;
      return name;
    },
    branches: () => named("refs/heads"),
    tags: () => named("--sort=-creatordate", "refs/tags"),
    async commit(id) {
      if (!wholeCommit.test(id)) throw notFound(id);
      const words = ["log", "-1", "--no-show-signature", "--format=%H%x00%P%x00%an <%ae>%x00%ct%x00%B", id];
      const { code, output: bytes, complaint } = await git({ arguments: words });
      const output = bytes.toString("utf8");
      // Asked only now whether there is such a commit: there nearly always is. Of a tag it is another one that is told.
      if (code !== 0 || !output.startsWith(id)) {
        await known(id);
        throw new HeadraceError("infrastructure", `git ended with ${code}: ${complaint}`);
      }
      const [commit = id, parents = "", author = "", seconds = "0", message = ""] = output.split("\0");
      return {
        commit,
        message: message.trimEnd(),
        author,
        committedAt: Number(seconds) * 1_000,
        parents: parents.split(" ").filter((parent) => parent !== ""),
      };
    },
    async has(id) {
      return wholeCommit.test(id) && (await lookUp([id]))[0] === id;
    },
    async changedFiles(from, to) {
      await known(...(from === null ? [] : [from]), to);
      const output = await text("diff-tree", "-r", "-z", "--name-only", "--no-renames", from ?? emptyTree, to);
      return output
        .split("\0")
        .filter((path) => path !== "")
        .sort();
    },
    async commitsBetween(from, to, limit) {
      await known(from, to);
      const range = [to, `^${from}`];
      const format = "--format=%H%x00%an <%ae>%x00%ct%x00%s";
      const output = await text("log", "-z", "--no-show-signature", `--max-count=${limit}`, format, ...range);
      const fields = output.split("\0");
      const commits: CommitLine[] = [];
      for (let at = 0; at + 3 < fields.length; at += 4) {
        const [commit = "", author = "", seconds = "0", subject = ""] = fields.slice(at, at + 4);
        commits.push({ commit, author, committedAt: Number(seconds) * 1_000, subject });
      }
      const isAll = commits.length < limit;
      return { commits, count: isAll ? commits.length : Number(await text("rev-list", "--count", ...range)) };
    },
    async mergeBase(one, other) {
      await known(one, other);
      const { code, output } = await git({ arguments: ["merge-base", one, other] });
      return code === 0 ? output.toString("utf8").trim() : null;
    },
    async isAncestor(ancestor, descendant) {
      await known(ancestor, descendant);
      const { code } = await git({ arguments: ["merge-base", "--is-ancestor", ancestor, descendant] });
      return code === 0;
    },
    async readFile(commit, path, { maxBytes = 1024 * 1024 } = {}) {
      // A name that is no path of a tree, or that git would read as something else.
      if (/[\0\n]/.test(path) || path.split("/").some((part) => ["", ".", ".."].includes(part))) {
        await known(commit);
        return null;
      }
      if (!wholeCommit.test(commit)) throw notFound(commit);
      const input = `${commit}\n${commit}:${path}\n`;
      const check = await gitText(git, { arguments: ["cat-file", "--batch-check"], input });
      const [first = "", second = ""] = check.split("\n");
      if (!first.startsWith(`${commit} commit `)) throw notFound(commit);
      const [, object, size] = /^([0-9a-f]{40}) blob ([0-9]+)$/.exec(second) ?? [];
      if (object === undefined) return null;
      if (Number(size) > maxBytes) {
        throw new HeadraceError("file-too-large", `${JSON.stringify(path)} has ${size} bytes, more than ${maxBytes}`, {
          mend: "make the file smaller, or take out of it what can be generated",
        });
      }
      const { code, output, complaint } = await git({ arguments: ["cat-file", "blob", object] });
      if (code !== 0) throw new HeadraceError("infrastructure", `the mirror cannot be read: ${complaint}`);
      return output;
    },
    async listFiles(commit) {
      await known(commit);
      const output = await text("ls-tree", "-r", "-z", "--full-tree", commit);
      return output
        .split("\0")
        .flatMap((line) => entryOf(line))
        .sort((one, other) => (one.path < other.path ? -1 : 1));
    },
  };
}

function candidatesFor(ref: string): readonly string[] {
  if (ref === "" || ref === "HEAD") return ["HEAD"];
  // As `git check-ref-format`; what is left cannot say anything but a name.
  if (/[\p{Cc}\s~^:?*[\\]|\.\.|@\{|^-/u.test(ref)) return [];
  if (wholeCommit.test(ref)) return [ref];
  if (ref.startsWith("refs/")) return [ref];
  const short = /^[0-9a-f]{7,39}$/.test(ref) ? [ref] : [];
  return [`refs/heads/${ref}`, `refs/tags/${ref}`, ...short];
}

function entryOf(line: string): readonly TreeEntry[] {
  const [, mode, object = "", path = ""] = /^([0-7]+) [a-z]+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
  switch (mode) {
    case undefined:
      return [];
    case "120000":
      return [{ path, kind: "link", object }];
    case "160000":
      return [{ path, kind: "submodule", object }];
    case "100755":
      return [{ path, kind: "program", object }];
    default:
      return [{ path, kind: "file", object }];
  }
}

export function notFound(ref: string): HeadraceError {
  return new HeadraceError("ref-not-found", `the repository has no branch, tag or commit ${JSON.stringify(ref)}`, {
    mend: "look at its branches and tags; a commit must have been pushed to one of them",
  });
}
