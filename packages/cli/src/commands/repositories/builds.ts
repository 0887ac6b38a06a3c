import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { RepositoriesBuildsFlags } from "../repositories.ts";

/** What all systems said of a commit on the repository's host of code. */
export async function listBuilds(
  context: CommandContext,
  { named, commit }: { readonly named: string; readonly commit: string | undefined },
  flags: RepositoriesBuildsFlags,
): Promise<void> {
  const { pullRequest, key } = flags;
  if ((commit === undefined) === (pullRequest === undefined)) {
    throw new HeadraceError("invalid-argument", "there is not one commit or one pull request", {
      mend: "give a commit, or --pull-request with its number",
    });
  }
  const client = connect(anyServer(context, flags));
  const { id } = await findRepository(client, named);
  const { items } = await client.call("repositories.builds", {
    repository: id,
    ...(commit === undefined ? {} : { commit }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(key === undefined ? {} : { key }),
  });
  printList(context, {
    items,
    json: flags.json,
    empty: `No system has said anything of this ${commit === undefined ? "pull request" : "commit"}.`,
    columns: {
      BUILD: ({ name }) => name,
      STATE: ({ state }) => state,
      "TOLD BY": ({ ours }) => (ours ? "Headrace" : "another system"),
      WHEN: ({ at = "" }) => at,
      URL: ({ url = "" }) => url,
    },
  });
}
