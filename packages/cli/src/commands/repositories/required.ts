import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { findPipeline, findRepository } from "../../remote/find-named.ts";
import { anyServer, type ServerFlags } from "../../remote/find-server.ts";
import type { RepositoriesRequireFlags, RepositoryFlags } from "../repositories.ts";

/** What the host demands before a pull request is merged. */
export async function listRequired(context: CommandContext, named: string, flags: RepositoryFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository } = await findRepository(client, named);
  const { items } = await client.call("repositories.required-builds", { repository });
  const pipelines = await everyItem((from) => client.call("pipelines.list", { ...from, repository }));
  const names = new Map(pipelines.map(({ id, name }) => [id, name]));
  printList(context, {
    items,
    json: flags.json,
    empty: "No build is required: pull requests are merged whatever their builds say.",
    columns: {
      ID: ({ id }) => id,
      "MERGED INTO": ({ branch = "every branch" }) => branch,
      "MUST HAVE SUCCEEDED": ({ pipelines: ours, others }) =>
        [...ours.map((id) => names.get(id) ?? id), ...others].join(", "),
    },
  });
}

export async function requireBuilds(
  context: CommandContext,
  { named, pipelines }: { readonly named: string; readonly pipelines: readonly string[] },
  flags: RepositoriesRequireFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name } = await findRepository(client, named);
  const ids: string[] = [];
  // A name is one of this repository, unless it says of which.
  for (const one of pipelines) ids.push((await findPipeline(client, one.includes("/") ? one : `${name}/${one}`)).id);
  const made = await client.call("repositories.require-builds", {
    repository,
    pipelines: ids,
    ...(flags.branch === undefined ? {} : { branch: flags.branch }),
  });
  context.stdout.write(
    visible(
      `Before ${made.branch ?? "any branch"} takes a pull request, ${pipelines.join(", ")} must succeed: ${made.id}\n`,
    ),
  );
}

export async function releaseBuilds(
  context: CommandContext,
  { named, condition }: { readonly named: string; readonly condition: string },
  flags: ServerFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository } = await findRepository(client, named);
  await client.call("repositories.release-builds", { repository, condition });
  context.stdout.write(visible(`${condition} is demanded no more.\n`));
}
