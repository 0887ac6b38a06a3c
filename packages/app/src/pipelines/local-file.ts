import { commitFile } from "@headrace/engine/checkouts";
import type { OperationContext } from "../operations/context.ts";
import { Problem } from "../problems/problem.ts";
import { authorOf } from "./author-of.ts";
import type { FilePlace, FileToPlace } from "./file-place.ts";
import { readBySource } from "./read-by-source.ts";

/** In a repository on this machine. */
export function openLocalFile(context: OperationContext, file: FileToPlace): FilePlace {
  const { repository, path } = file;
  return {
    path,
    read: (at) => readBySource(context, file, at),
    async change({ text, branch, message, isEdited, pullRequest }) {
      if (pullRequest !== undefined) {
        throw new Problem("not-supported", "this repository is on this machine, where there are no pull requests", {
          mend: "commit to a branch of its own",
        });
      }
      if (text === null) {
        throw new Problem("not-supported", `there was no ${path} then, and no file is removed on this machine`, {
          mend: `remove ${path} in the repository`,
        });
      }
      const { commit: before } = await readBySource(context, file, { branch });
      const author = await authorOf(context);
      const { runProgram: run } = context.app;
      const change = { directory: repository.location, branch, path, text, message, author, run };
      const made = await commitFile(change, isEdited);
      return made.kind === "changed" ? made : { ...made, branch, before };
    },
  };
}
