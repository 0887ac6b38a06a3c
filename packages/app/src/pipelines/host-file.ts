import type { Files, HostFile, RepositoryName } from "@headrace/forges";
import { sha256Hex } from "@headrace/pipeline";
import type { OperationContext } from "../operations/context.ts";
import { Problem } from "../problems/problem.ts";
import { openPlace } from "../remote/remote-place.ts";
import { authorOf } from "./author-of.ts";
import type { ChangedFile, FileChange, FilePlace, FileToPlace } from "./file-place.ts";

/** On the host of code that a connection reaches; undefined for a repository that none watches. */
export async function openHostFile(
  context: OperationContext,
  { repository: row, path }: FileToPlace,
): Promise<FilePlace | undefined> {
  const { app, signal } = context;
  if (row.connection_id === null) return undefined;
  const { forge, repository } = await openPlace(app, row.id);
  const { files } = forge;
  if (files === undefined) return undefined;
  const { name: author } = await authorOf(context);
  const place = { files, repository, path, author, signal };
  return {
    path,
    async read({ branch = row.default_branch, commit }) {
      const read = await files.read(repository, path, commit === undefined ? { branch } : { commit }, signal);
      return { text: read.text ?? null, branch, commit: read.commit };
    },
    change: (change) => changeOnHost(place, change),
  };
}

interface HostPlace {
  readonly files: Files;
  readonly repository: RepositoryName;
  readonly path: string;
  /** Who asks, by name: the host sees only the connection. */
  readonly author: string;
  readonly signal: AbortSignal;
}

async function changeOnHost(place: HostPlace, change: FileChange): Promise<ChangedFile> {
  const { files, repository, path, signal } = place;
  const { text, branch, isEdited, pullRequest } = change;
  const before = await files.read(repository, path, { branch }, signal);
  const said = before.text ?? null;
  if (!isEdited(said)) return { kind: "changed", commit: before.commit, text: said };
  if (said === text) return { kind: "committed", commit: before.commit, branch, before: before.commit };
  const proposal = pullRequest === undefined ? undefined : proposalOf(change, before);
  const written = await files.write(repository, {
    path,
    text: text ?? undefined,
    message: `${change.message.trimEnd()}\n\nAsked for by ${plain(place.author)} in Headrace.`,
    branch,
    before,
    ...(proposal === undefined ? {} : { newBranch: proposal }),
    signal,
  });
  if (written === undefined) return await changedMeanwhile(place, change);
  const made = { kind: "committed", commit: written.commit, before: before.commit } as const;
  if (pullRequest === undefined || proposal === undefined) return { ...made, branch };
  const [firstLine = path] = change.message.split("\n");
  const title = (pullRequest.title ?? firstLine).slice(0, 250);
  const { description } = pullRequest;
  const opened = await files.openPullRequest(repository, { from: proposal, to: branch, title, description, signal });
  return { ...made, branch: proposal, pullRequest: opened };
}

/** The same change of the same file proposes itself once. */
function proposalOf({ text, branch }: FileChange, { commit }: HostFile): string {
  return `headrace/${sha256Hex(JSON.stringify([text, branch, commit])).slice(0, 12)}`;
}

async function changedMeanwhile(place: HostPlace, { branch, isEdited }: FileChange): Promise<ChangedFile> {
  const { files, repository, path, signal } = place;
  const now = await files.read(repository, path, { branch }, signal);
  const text = now.text ?? null;
  if (!isEdited(text)) return { kind: "changed", commit: now.commit, text };
  throw new Problem("conflict", `the branch "${branch}" was changed just now, though ${path} was not`, {
    mend: "save it again",
  });
}

function plain(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, " ");
}
