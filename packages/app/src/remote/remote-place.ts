import type { Ability, Forge, RepositoryName } from "@headrace/forges";
import type { ServerTables } from "@headrace/store/server";
import { followRename } from "../collector/follow-rename.ts";
import type { Watched } from "../collector/record-run.ts";
import { forgeKind } from "../connections/connection.ts";
import type { Connections } from "../connections/connections.ts";
import { Problem } from "../problems/problem.ts";
import { followingRenames } from "./following-renames.ts";

/** A repository on its host, as its connection reaches it. */
export interface RemotePlace {
  readonly connectionId: string;
  readonly forge: Forge;
  readonly repository: RepositoryName;
  /** By which the host knows it, however it is called. */
  readonly forgeId: string;
  readonly watched: Watched;
}

/** Throws `not-supported` for a repository that no connection watches. */
export async function openPlace(
  { tables, connections }: { readonly tables: ServerTables; readonly connections: Pick<Connections, "open"> },
  repositoryId: string,
): Promise<RemotePlace> {
  const row = await tables
    .selectFrom("forge_repositories as watched")
    .innerJoin("connections", "connections.id", "watched.connection_id")
    .select([
      "connection_id",
      "watched.organization_id",
      "kind",
      "watched.id",
      "forge_id",
      "forge_owner",
      "forge_name",
      "clone_url",
    ])
    .where("watched.id", "=", repositoryId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new Problem("not-supported", "no connection watches this repository on a host of code", {
      mend: "connect it: `connections.connect-repositories`",
    });
  }
  const forge = await connections.open(row.connection_id);
  const repository = { owner: row.forge_owner, name: row.forge_name };
  const findName = async () => {
    const named = await followRename({ tables, connections }, row);
    return named === undefined ? undefined : { owner: named.forge_owner, name: named.forge_name };
  };
  const checkName = async () => {
    const { id } = await forge.repositories.get(repository);
    return id === row.forge_id ? undefined : await findName();
  };
  return {
    connectionId: row.connection_id,
    forge: followingRenames(forge, repository, { findName, checkName }),
    repository,
    forgeId: row.forge_id,
    watched: {
      repositoryId,
      organizationId: row.organization_id,
      host: forgeKind.parse(row.kind),
      hostTitle: forge.title,
      name: row.forge_name,
    },
  };
}

/** The abilities of a host that it may lack. */
type Port = {
  [Name in keyof Forge]-?: undefined extends Forge[Name]
    ? NonNullable<Forge[Name]> extends object
      ? Name
      : never
    : never;
}[keyof Forge];

/** What a repository's host can do there. Throws `not-supported`, in the host's own words, where it cannot. */
export async function openAbility<Name extends Port>(
  app: Parameters<typeof openPlace>[0],
  repositoryId: string,
  { port: name, ability }: { readonly port: Name; readonly ability: Ability },
): Promise<{ readonly port: NonNullable<Forge[Name]> } & Pick<RemotePlace, "connectionId" | "repository">> {
  const { forge, ...place } = await openPlace(app, repositoryId);
  const port = forge[name];
  if (port === undefined || port === null) throw cannot(forge, ability);
  return { port, connectionId: place.connectionId, repository: place.repository };
}

/** What a host cannot do, in its own words. */
export function cannot({ title, capabilities }: Forge, ability: Ability): Problem {
  const note = capabilities.find((one) => one.ability === ability)?.note;
  return new Problem("not-supported", note ?? `${title} cannot do this`, {
    mend: "do it on the host's own page, where it can be done there",
  });
}
