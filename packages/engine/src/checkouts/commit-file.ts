import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import type { RunProgram } from "../programs/run-program.ts";
import { createGit, type Git, type GitResult, gitText } from "./git-program.ts";
import { createHistory } from "./history.ts";

export interface CommitFileRequest {
  /** Absolute path of a repository on this machine, bare or with its files beside it. */
  readonly directory: string;
  readonly branch: string;
  /** Below the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** The program; `git` unless said. */
  readonly git?: string;
  /** Who starts it; this process unless said. */
  readonly run?: RunProgram;
}

export type CommittedFile =
  | { readonly kind: "committed"; readonly commit: string }
  /** The file is not what was edited any more. */
  | { readonly kind: "changed"; readonly commit: string; readonly text: string | null };

/**
 * Commits one file to a branch of a local repository, if it still says what was edited. Where the branch is checked out,
 * the file beside it follows; one that has changes of its own there is left alone, and nothing is committed.
 * @param isEdited whether this is the text that the change began with; null when there is no such file.
 * @throws HeadraceError `ref-not-found`; `invalid-argument` for a path that is no file, or has changes that nobody
 * committed; `infrastructure` where git fails, also because somebody else wrote to the branch at the same moment.
 */
export async function commitFile(
  request: CommitFileRequest,
  isEdited: (text: string | null) => boolean,
): Promise<CommittedFile> {
  const { directory, branch, path, text, message, author } = request;
  const started = request.run === undefined ? {} : { run: request.run };
  const anywhere = createGit({ program: request.git ?? "git", home: tmpdir(), ...started });
  const git: Git = (call) => anywhere({ ...call, arguments: ["-C", directory, ...call.arguments] });
  const history = createHistory(git);
  const head = await history.resolve(`refs/heads/${branch}`);
  const current = await history.readFile(head, path, { maxBytes: 5 * 1024 * 1024 });
  const said = current?.toString("utf8") ?? null;
  if (!isEdited(said)) return { kind: "changed", commit: head, text: said };
  if (said === text) return { kind: "committed", commit: head };
  const entry = (await history.listFiles(head)).find((each) => each.path === path);
  if (entry !== undefined && entry.kind !== "file" && entry.kind !== "program") {
    throw new HeadraceError("invalid-argument", `${JSON.stringify(path)} is a link, which is not written through`, {
      mend: "make it a file in the repository, or let the pipeline name the file that it leads to",
    });
  }
  const beside = await isCheckedOut(git, branch);
  if (beside) await refuseChanged(git, path);
  const index = join(tmpdir(), `headrace-index-${randomUUID()}`);
  const environment = {
    GIT_INDEX_FILE: index,
    GIT_AUTHOR_NAME: plain(author.name),
    GIT_AUTHOR_EMAIL: plain(author.email),
    GIT_COMMITTER_NAME: plain(author.name),
    GIT_COMMITTER_EMAIL: plain(author.email),
  };
  try {
    const object = (await gitText(git, { arguments: ["hash-object", "-w", "--stdin"], input: text })).trim();
    await gitText(git, { arguments: ["read-tree", head], environment });
    const mode = entry?.kind === "program" ? "100755" : "100644";
    // By a pipe: no path can be an option.
    const line = `${mode} ${object}\t${path}\0`;
    await gitText(git, { arguments: ["update-index", "-z", "--index-info"], environment, input: line });
    const tree = (await gitText(git, { arguments: ["write-tree"], environment })).trim();
    const made = { arguments: ["commit-tree", tree, "-p", head], environment, input: `${message.trimEnd()}\n` };
    const commit = (await gitText(git, made)).trim();
    const reference = `refs/heads/${branch}`;
    await gitText(git, { arguments: ["update-ref", "-m", "commit by Headrace", reference, commit, head] });
    if (beside) await gitText(git, { arguments: ["checkout", "--quiet", "HEAD", "--", `:(literal,top)${path}`] });
    return { kind: "committed", commit };
  } finally {
    await rm(index, { force: true });
  }
}

/** Whether the repository's own files are those of the branch. */
async function isCheckedOut(git: Git, branch: string): Promise<boolean> {
  const bare = await gitText(git, { arguments: ["rev-parse", "--is-bare-repository"] });
  if (bare.trim() === "true") return false;
  const { code, output } = await git({ arguments: ["symbolic-ref", "--quiet", "HEAD"] });
  return code === 0 && output.toString("utf8").trim() === `refs/heads/${branch}`;
}

async function refuseChanged(git: Git, path: string): Promise<void> {
  const asked: GitResult = await git({ arguments: ["status", "--porcelain", "-z", "--", `:(literal,top)${path}`] });
  if (asked.code === 0 && asked.output.length === 0) return;
  throw new HeadraceError("invalid-argument", `${JSON.stringify(path)} has changes there that nobody has committed`, {
    mend: "commit or undo them in the repository, then save again",
  });
}

/** As git takes names: without what would end them. */
function plain(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, " ").trim() || "Headrace";
}
