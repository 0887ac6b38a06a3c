import type { OperationContext } from "../operations/context.ts";
import type { FilePlace, FileToPlace, PlacedFile } from "./file-place.ts";

/** As executions read it. */
export async function readBySource(
  { app }: Pick<OperationContext, "app">,
  { repository, path }: FileToPlace,
  { branch, commit }: Parameters<FilePlace["read"]>[0],
): Promise<PlacedFile> {
  const git = { ...(branch === undefined ? {} : { branch }), ...(commit === undefined ? {} : { commit }) };
  const source = await app.sources.open(repository, { git, byHand: commit !== undefined });
  const text = await source.readFile(path);
  return { text, branch: source.git.branch || repository.default_branch, commit: source.git.commit };
}
