import { randomUUID } from "node:crypto";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { anyServer } from "../../remote/find-server.ts";
import { namedRepository } from "../../remote/on-host.ts";
import { openServer } from "../../remote/open-server.ts";
import type { TriggerFlags } from "../trigger.ts";
import { sayStarted } from "./say-started.ts";

/** Starts what a repository's host of code runs: it runs there, and is an execution of the server at once. */
export async function triggerOnHost(
  context: CommandContext,
  pipeline: string | undefined,
  flags: TriggerFlags,
): Promise<number> {
  const { branch, tag, commit, param, variable, stage, until, secured } = flags;
  if (stage.length > 0 || until.length > 0 || Object.keys(param).length > 0) {
    throw new HeadraceError("invalid-argument", "a host takes neither stages nor parameters", {
      mend: "leave --stage, --until and --param out, and give --variable",
    });
  }
  await using server = openServer(anyServer(context, flags));
  const { id: repository, defaultBranch } = await namedRepository(server.client, flags.repository);
  const at = branch ?? (tag === undefined && commit === undefined ? defaultBranch : undefined);
  const started = await server.client.call(
    "repositories.execute",
    {
      repository,
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(at === undefined ? {} : { branch: at }),
      ...(tag === undefined ? {} : { tag }),
      ...(commit === undefined ? {} : { commit }),
      variables: variable,
      secured: [...secured],
    },
    { idempotencyKey: randomUUID() },
  );
  return await sayStarted(context, { server, flags, started });
}
