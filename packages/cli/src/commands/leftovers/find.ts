import type { Client, OutputOf } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { findConnection, findPipeline, findRepository } from "../../remote/find-named.ts";
import type { RemovedKind } from "./register.ts";

export type Leftovers = OutputOf<"repositories.leftovers">;

export interface Found {
  readonly id: string;
  readonly name: string;
}

/** What a person calls it. Throws `server-refused` and `invalid-argument`. */
export async function findRemoved(client: Client, kind: RemovedKind, named: string): Promise<Found> {
  switch (kind) {
    case "repository":
      return await findRepository(client, named);
    case "pipeline":
      return await findPipeline(client, named);
    case "connection":
      return await findConnection(client, named);
  }
}

export async function readLeftovers(client: Client, kind: RemovedKind, id: string): Promise<Leftovers> {
  switch (kind) {
    case "repository":
      return await client.call("repositories.leftovers", { repository: id });
    case "pipeline":
      return await client.call("pipelines.leftovers", { pipeline: id });
    case "connection":
      return await client.call("connections.leftovers", { connection: id });
  }
}

/** What the host does not list stays there, unless it is named. */
export function warnOfUnread({ stderr }: CommandContext, unread: Leftovers["unread"]): void {
  for (const { kind, why } of unread) stderr.write(visible(`warning: ${kind}s cannot be listed: ${why}\n`));
}
