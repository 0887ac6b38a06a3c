import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { RepositoriesBuildsFlags } from "../repositories.ts";

/** What all systems said of a commit on the repository's host of code, of the newest unless said. */
export async function listBuilds(
  context: CommandContext,
  { named, commit }: { readonly named: string; readonly commit: string | undefined },
  flags: RepositoriesBuildsFlags,
): Promise<void> {
  const { branch, pullRequest, key } = flags;
  if ([commit, branch, pullRequest].filter((each) => each !== undefined).length > 1) {
    throw new HeadraceError("invalid-argument", "a commit, a branch and a pull request are one or the other", {
      mend: "give one of them",
    });
  }
  const client = connect(anyServer(context, flags));
  const { id } = await findRepository(client, named);
  const { items, commit: of } = await client.call("repositories.builds", {
    repository: id,
    ...(commit === undefined ? {} : { commit }),
    ...(branch === undefined ? {} : { branch }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(key === undefined ? {} : { key }),
  });
  printList(context, {
    items,
    json: flags.json,
    empty: emptiness(of, pullRequest),
    columns: {
      BUILD: ({ name }) => name,
      STATE: ({ state }) => state,
      "TOLD BY": ({ ours }) => (ours ? "Headrace" : "another system"),
      WHEN: ({ at = "" }) => at,
      URL: ({ url = "" }) => url,
    },
  });
}

function emptiness(commit: string | undefined, pullRequest: string | undefined): string {
  if (pullRequest !== undefined) return "No system has said anything of this pull request.";
  if (commit === undefined) return "Nothing was pushed to its default branch yet.";
  return `No system has said anything of the commit ${commit}.`;
}
