import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { askHidden } from "../../input/ask-hidden.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { anyServer } from "../../remote/find-server.ts";
import { hostEnvironmentId, namedRepository } from "../../remote/on-host.ts";
import type { SyncFlags } from "./register.ts";

/** Prints what would be written to the host; with `--yes` exactly that is written. */
export async function syncVariables(context: CommandContext, environment: string, flags: SyncFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository, name } = await namedRepository(client, flags.repository);
  // The operation is one of pipelines; which of the repository's makes no difference.
  const [pipeline] = await everyItem((from) => client.call("pipelines.list", { ...from, repository }), 1);
  if (pipeline === undefined) {
    throw new HeadraceError("server-refused", `${name} has no pipeline on the server yet`, {
      mend: "add one with `headrace pipelines add`",
    });
  }
  const input = {
    pipeline: pipeline.id,
    environment,
    ...(flags.to === undefined ? {} : { hostEnvironment: await hostEnvironmentId(client, repository, flags.to) }),
    secured: await securedValues(context, flags.secured),
    remove: flags.remove === true,
  };
  const found = await client.call("pipelines.sync-env", input);
  const answer =
    flags.yes === true ? await client.call("pipelines.sync-env", { ...input, digest: found.digest }) : found;
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  printList(context, {
    items: answer.changes,
    json: false,
    empty: "There are no variables, neither here nor there.",
    columns: {
      NAME: (each) => each.name,
      CHANGE: ({ change }) => change,
      FROM: ({ secured, from = "" }) => (secured ? "(secured)" : from),
      TO: ({ secured, to = "" }) => (secured ? "(secured)" : to),
    },
  });
  context.stdout.write(answer.applied ? "Written.\n" : "Nothing is written yet. Write it with --yes.\n");
}

/** Of the environment's variables of these names, else asked for: no argument holds them, which others can see. */
async function securedValues(
  context: CommandContext,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const values: [string, string][] = [];
  for (const name of names) {
    const value = context.environment[name] ?? (await askHidden(context, `Value of ${name}: `)) ?? "";
    if (value === "") {
      throw new HeadraceError("invalid-argument", `no value was given for ${name}`, {
        mend: `type it, or set the environment variable ${name}`,
      });
    }
    values.push([name, value]);
  }
  return Object.fromEntries(values);
}
