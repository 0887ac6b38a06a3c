import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import type { Client } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { InitFlags } from "../init.ts";

/** Lets the Git repository here tell a server of what is pushed to it; the server gets to know it where it does not. */
export async function initHook(context: CommandContext, flags: InitFlags): Promise<void> {
  const server = anyServer(context, flags);
  const client = connect(server);
  const location = await repositoryHere(context.directory);
  const repository = await repositoryThere(client, { location, named: flags.repository });
  const { url, secret } = await client.call("webhooks.create", { repository: repository.id, kind: "generic" });
  const { installHook } = await import("@headrace/library/hooks");
  const { hooks } = await installHook({ repositoryPath: location, url, secret });
  const { items } = await client.call("pipelines.list", { repository: repository.id, active: true });
  context.stdout.write(
    visible(
      `${hooks.join(" and ")} of ${location} tell ${server.url}, as the repository "${repository.name}".\n` +
        (items.length > 0
          ? `What is pushed runs ${items.map(({ name }) => name).join(", ")}, where its triggers say so.\n`
          : "No pipeline of it is active yet: activate one on the server, and what is pushed runs it.\n"),
    ),
  );
}

/** The top of the repository, or the bare repository itself; without links, as the server knows it. */
async function repositoryHere(directory: string): Promise<string> {
  const git = async (...words: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)("git", ["-C", directory, "rev-parse", ...words]);
    return stdout.trim();
  };
  try {
    const isBare = (await git("--is-bare-repository")) === "true";
    return await realpath(await git(...(isBare ? ["--absolute-git-dir"] : ["--show-toplevel"])));
  } catch (cause) {
    throw new HeadraceError("invalid-argument", "this is not a Git repository", {
      cause,
      mend: "start the command in one: a working copy, or the bare repository that is pushed to",
    });
  }
}

interface Known {
  readonly id: string;
  readonly name: string;
}

async function repositoryThere(
  client: Client,
  { location, named }: { readonly location: string; readonly named: string | undefined },
): Promise<Known> {
  if (named !== undefined) return await findRepository(client, named);
  const known = await everyItem((from) => client.call("repositories.list", from));
  const found = known.find((each) => each.location === location);
  if (found !== undefined) return found;
  const name = basename(location).replace(/\.git$/, "");
  return await client.call("repositories.create", { name, location });
}
