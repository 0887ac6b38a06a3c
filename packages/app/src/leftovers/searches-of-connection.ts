import { type Forge, ForgeError, type RepositoryName, type Schedules, type VariableLevel } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { MadeOnHostsTable, WebhooksTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import { readConnection } from "../connections/read-connection.ts";
import { openPlace } from "../remote/remote-place.ts";
import { webhookOf as publicWebhook } from "../webhooks/webhook.ts";
import { environmentNote, type FoundLeftover, keyOf, type LeftoverKind, type Search } from "./leftover.ts";
import { forgetMade, madeKinds, readMade } from "./made-on-host.ts";
import { takeAway } from "./take-away.ts";

/**
 * Where to look for what was made on a host by a connection. What is remembered here counts, and the host is asked nothing:
 * there may be hundreds of repositories, and a token that is believed no more. What is gone by then is said when it is
 * removed.
 */
export async function searchesOfConnection(
  app: App,
  connectionId: string,
  signal: AbortSignal,
): Promise<readonly Search[]> {
  const [{ owner }, made, watched, webhooks] = await Promise.all([
    readConnection(app.tables, connectionId),
    readMade(app.tables, { connectionId }),
    app.tables.selectFrom("forge_repositories").selectAll().where("connection_id", "=", connectionId).execute(),
    webhooksOf(app, connectionId),
  ]);
  const names = new Map(watched.map((row) => [row.id, { owner: row.forge_owner, name: row.forge_name }]));
  const environments = new Map(made.flatMap((row) => (row.kind === "environment" ? [[row.host_id, row.name]] : [])));
  const everything = (of: string | null): string => `${of ?? owner}, all of its repositories`;
  // A repository that went elsewhere meanwhile is asked for there.
  const reached = made.filter((row) => row.repository_id === null || names.has(row.repository_id));

  const nameOf = (repositoryId: string | null): RepositoryName | undefined =>
    repositoryId === null ? undefined : names.get(repositoryId);

  async function reach(repositoryId: string | null): Promise<Reached> {
    return repositoryId === null ? { forge: await app.connections.open(connectionId) } : openPlace(app, repositoryId);
  }

  function webhookOf(row: WebhooksTable): FoundLeftover {
    const repository = nameOf(row.repository_id);
    const hostId = row.remote_id ?? "";
    return {
      key: keyOf({ kind: "webhook", repositoryId: row.repository_id, hostId }),
      kind: "webhook",
      name: publicWebhook(row, app.options.publicUrl).url,
      where: repository === undefined ? everything(row.remote_owner) : wordsOf(repository),
      ours: true,
      suggested: true,
      remove: () =>
        takeAway(
          async () =>
            await removeWebhook(await reach(row.repository_id), {
              owners: [row.remote_owner ?? owner, owner],
              hostId,
              signal,
            }),
          async () => await app.tables.deleteFrom("webhooks").where("id", "=", row.id).execute(),
        ),
    };
  }

  function rememberedOf(row: MadeOnHostsTable): FoundLeftover {
    const kind = madeKinds.find((each) => each === row.kind) ?? "variable";
    const { environment, host_id: hostId, repository_id: repositoryId } = row;
    const of = { connectionId, repositoryId, kind, environment, hostId };
    const repository = nameOf(repositoryId);
    const place = repository === undefined ? everything(row.owner) : wordsOf(repository);
    return {
      key: keyOf(of),
      kind,
      name: row.name,
      where: environment === "" ? place : `${place}, ${environments.get(environment) ?? environment}`,
      ours: true,
      suggested: kind !== "environment",
      ...(kind === "environment" ? { note: environmentNote } : {}),
      remove: () =>
        takeAway(
          async () =>
            await removeThing(await reach(repositoryId), { row, owners: [row.owner ?? owner, owner], signal }),
          () => forgetMade(app, of),
        ),
    };
  }

  // What concerns many repositories takes the permission in all of them.
  return [
    search("webhook", webhooks.map(webhookOf)),
    ...madeKinds.map((kind) => search(kind, reached.filter((row) => row.kind === kind).map(rememberedOf))),
  ];
}

function search(kind: LeftoverKind, found: readonly FoundLeftover[]): Search {
  return { kind, place: {}, find: async () => found };
}

interface Reached {
  readonly forge: Forge;
  /** Absent for what belongs to all of the owner's. */
  readonly repository?: RepositoryName;
}

interface Place {
  /** Whose it was when it was made, and what the connection calls them now: others, or the same by another name. */
  readonly owners: readonly [string, string];
  readonly signal: AbortSignal;
}

async function removeWebhook(
  { forge: { webhooks, title }, repository }: Reached,
  { owners, hostId, signal }: Place & { readonly hostId: string },
): Promise<void> {
  if (repository !== undefined && webhooks !== undefined) await webhooks.remove(repository, hostId, signal);
  else if (webhooks?.ofOwner !== undefined) {
    const { ofOwner } = webhooks;
    await ofEither(owners, (owner) => ofOwner.remove(owner, hostId, signal));
  } else throw absent(title);
}

async function removeThing(
  { forge, repository }: Reached,
  { row, owners, signal }: Place & { readonly row: MadeOnHostsTable },
): Promise<void> {
  const { kind, environment, host_id: id } = row;
  const { variables, runners, ssh } = forge;
  if (kind === "variable" && variables !== undefined) {
    if (repository !== undefined) return await variables.remove(levelOf(repository, environment), id, signal);
    return await ofEither(owners, (owner) => variables.remove({ kind: "owner", owner }, id, signal));
  }
  if (kind === "runner" && runners !== undefined) {
    if (repository !== undefined) return await runners.remove({ kind: "repository", repository }, id, signal);
    return await ofEither(owners, (owner) => runners.remove({ kind: "owner", owner }, id, signal));
  }
  if (repository === undefined) throw absent(forge.title);
  if (kind === "key-pair" && ssh !== undefined) return await ssh.removeKeyPair(repository, signal);
  if (kind === "known-host" && ssh !== undefined) return await ssh.removeKnownHost(repository, id, signal);
  const ports = new Map<string, Pick<Schedules, "remove"> | undefined>([
    ["schedule", forge.schedules],
    ["environment", forge.environments],
    ["required-build", forge.requiredBuilds],
  ]);
  const port = ports.get(kind);
  if (port === undefined) throw absent(forge.title);
  await port.remove(repository, id, signal);
}

async function ofEither([first, other]: Place["owners"], remove: (owner: string) => Promise<void>): Promise<void> {
  try {
    await remove(first);
  } catch (error) {
    const isElsewhere = error instanceof ForgeError && error.code === "forge-not-found" && other !== first;
    if (!isElsewhere) throw error;
    await remove(other);
  }
}

/** A connection changes its host's address, not its kind: what was made there can be removed there. */
function absent(title: string): HeadraceError {
  return new HeadraceError("internal", `${title} cannot remove what was made there`, {
    mend: "remove it on its own page",
  });
}

function levelOf(repository: RepositoryName, environment: string): VariableLevel {
  return environment === "" ? { kind: "repository", repository } : { kind: "environment", repository, environment };
}

async function webhooksOf({ tables }: Pick<App, "tables">, connectionId: string): Promise<readonly WebhooksTable[]> {
  const watched = tables.selectFrom("forge_repositories").select("id").where("connection_id", "=", connectionId);
  return await tables
    .selectFrom("webhooks")
    .selectAll()
    .where("remote_id", "is not", null)
    .where(({ eb, or }) => or([eb("connection_id", "=", connectionId), eb("repository_id", "in", watched)]))
    .orderBy("created_at")
    .limit(1000)
    .execute();
}

function wordsOf({ owner, name }: RepositoryName): string {
  return `${owner}/${name}`;
}
