import type { MadeOnHostsTable, ServerTables } from "@headrace/store/server";
import type { App } from "../app.ts";

export const madeKinds = [
  "variable",
  "schedule",
  "environment",
  "required-build",
  "runner",
  "key-pair",
  "known-host",
] as const;
export type MadeKind = (typeof madeKinds)[number];

/** What stands for the id of a repository's key pair on its host: there is one at most. */
export const keyPairId = "ssh";

/** A thing on a host, by how it is found again there. */
export interface HostThing {
  readonly connectionId: string;
  /** Null for what belongs to all repositories of the connection's owner. */
  readonly repositoryId: string | null;
  readonly kind: MadeKind;
  /** Whose variable it is, as the host calls the environment. */
  readonly environment?: string | undefined;
  /** As the host calls it. */
  readonly hostId: string;
}

export interface MadeThing extends HostThing {
  /** For people. */
  readonly name: string;
  /** Of what belongs to all of an owner's repositories: whose, as the host calls them. */
  readonly owner?: string;
  /** For which it was made, where it was for one. */
  readonly pipelineId?: string;
}

/** Keeps that it was made from here, so that it can be taken away with what it was made for. */
export async function rememberMade(app: Pick<App, "tables" | "clock">, made: MadeThing): Promise<void> {
  await forgetMade(app, made);
  await app.tables
    .insertInto("made_on_hosts")
    .values({
      connection_id: made.connectionId,
      repository_id: made.repositoryId,
      owner: made.owner ?? null,
      pipeline_id: made.pipelineId ?? null,
      kind: made.kind,
      environment: made.environment ?? "",
      host_id: made.hostId,
      name: made.name,
      created_at: app.clock.now(),
    })
    .execute();
}

/** It is there no more. */
export async function forgetMade({ tables }: Pick<App, "tables">, thing: HostThing): Promise<void> {
  await tables
    .deleteFrom("made_on_hosts")
    .where("connection_id", "=", thing.connectionId)
    .where("repository_id", "is not distinct from", thing.repositoryId)
    .where("kind", "=", thing.kind)
    .where("environment", "=", thing.environment ?? "")
    .where("host_id", "=", thing.hostId)
    .execute();
}

/**
 * The repository is reached by another connection now, and so is what was made in it. What was made in another one, which
 * had the address before, is forgotten: it went with that.
 */
export async function moveMade(
  { tables }: Pick<App, "tables">,
  repositoryId: string,
  to: { readonly connectionId: string; readonly isSame: boolean },
): Promise<void> {
  if (to.isSame) {
    const moved = tables.updateTable("made_on_hosts").set({ connection_id: to.connectionId });
    await moved.where("repository_id", "=", repositoryId).execute();
  } else {
    await tables.deleteFrom("made_on_hosts").where("repository_id", "=", repositoryId).execute();
  }
}

/** The first made first. */
export async function readMade(
  tables: ServerTables,
  of: { readonly repositoryId: string } | { readonly connectionId: string },
): Promise<readonly MadeOnHostsTable[]> {
  const [column, value] =
    "repositoryId" in of
      ? (["repository_id", of.repositoryId] as const)
      : (["connection_id", of.connectionId] as const);
  return await tables
    .selectFrom("made_on_hosts")
    .selectAll()
    .where(column, "=", value)
    .orderBy("created_at")
    .orderBy("host_id")
    .limit(1000)
    .execute();
}
