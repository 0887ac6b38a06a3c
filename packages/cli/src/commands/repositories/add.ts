import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { RepositoriesAddFlags } from "../repositories.ts";

export async function addRepository(
  context: CommandContext,
  given: string,
  { name, branch, description, ...flags }: RepositoriesAddFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const location = await locationOf(given, context.directory);
  const repository = await client.call("repositories.create", {
    name: name ?? nameOf(location),
    location,
    defaultBranch: branch,
    ...(description === undefined ? {} : { description }),
  });
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify(repository, null, 2)}\n`
      : visible(
          `Added the repository ${repository.name}. Add its pipeline with: headrace pipelines add --repository ${repository.name}\n`,
        ),
  );
}

/** A directory here is meant by its whole path, as a server on this machine knows it; anything else is left as it is. */
async function locationOf(given: string, directory: string): Promise<string> {
  const isPath = /^\.{0,2}\//.test(given) || given === "." || given === "..";
  return isPath ? await realpath(resolve(directory, given)).catch(() => resolve(directory, given)) : given;
}

/** `shop` of `https://code.example.org/team/shop.git`. */
function nameOf(location: string): string {
  return /([^/:]+?)(?:\.git)?\/*$/.exec(location)?.[1] ?? location;
}
