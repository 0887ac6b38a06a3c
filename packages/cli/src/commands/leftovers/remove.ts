import { type Client, type OutputOf, Problem } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { findRemoved, type Leftovers, readLeftovers, warnOfUnread } from "./find.ts";
import type { Removal, RemoveFlags } from "./register.ts";

type OnHost = OutputOf<"repositories.delete">["onHost"];

/** Removes it here, and before that on its host of code what is asked for; what came of each of those is printed. */
export async function removeHere(
  context: CommandContext,
  { removal, named }: { readonly removal: Removal; readonly named: string },
  flags: RemoveFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id, name } = await findRemoved(client, removal.kind, named);
  const { items, unread } = flags.onHost === true ? await readLeftovers(client, removal.kind, id) : nothing;
  warnOfUnread(context, unread);
  const keys = [...items.flatMap(({ key, suggested }) => (suggested ? [key] : [])), ...flags.also];
  const onHost = await call(client, removal, { id, removeOnHost: keys }).catch((error: unknown) => {
    print(context, resultsIn(error));
    throw error;
  });
  print(context, onHost);
  context.stdout.write(visible(`${wordsOf(removal, name)}\n`));
}

const nothing: Leftovers = { items: [], unread: [] };

async function call(
  client: Client,
  { kind, word }: Removal,
  { id, removeOnHost }: { readonly id: string; readonly removeOnHost: string[] },
): Promise<OnHost> {
  if (kind === "repository") return (await client.call("repositories.delete", { repository: id, removeOnHost })).onHost;
  if (kind === "connection") return (await client.call("connections.delete", { connection: id, removeOnHost })).onHost;
  const input = { pipeline: id, removeOnHost };
  if (word === "purge") return (await client.call("pipelines.purge", input)).onHost;
  return (await client.call("pipelines.archive", input)).onHost ?? [];
}

/** Of a removal that the host refused in part: what came of the rest. */
function resultsIn(error: unknown): OnHost {
  const problem = error instanceof Error && error.cause instanceof Problem ? error.cause : undefined;
  const results = problem?.detail.onHost;
  return Array.isArray(results) ? results : [];
}

function print({ stdout }: CommandContext, results: OnHost): void {
  for (const { result, kind, name, where, key, why } of results) {
    const what = name === "" ? key : `${kind} ${name} of ${where}`;
    stdout.write(visible(`${said[result]} ${what}${why === undefined ? "" : `: ${why}`}\n`));
  }
}

const said = {
  removed: "Removed on the host:",
  gone: "No more on the host:",
  refused: "Refused by the host:",
} as const;

function wordsOf({ kind, word }: Removal, name: string): string {
  if (kind === "connection") return `Removed ${name} with its credentials. Revoke the token on its host too.`;
  if (kind === "repository") return `Removed ${name} with its pipelines, environments, secrets and webhooks.`;
  return word === "archive" ? `Archived ${name}. It is no longer listed or started.` : `Removed ${name} for good.`;
}
