import type { RunnerLevel, VariableLevel } from "@headrace/forges";
import type { MadeOnHostsTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import type { RemotePlace } from "../remote/remote-place.ts";
import { parentKeyOf } from "../write-back/facts.ts";
import { environmentNote, type FoundLeftover, keyOf, runnerNote, type Search } from "./leftover.ts";
import { forgetMade, type HostThing, keyPairId, type MadeKind, readMade } from "./made-on-host.ts";
import { takeAway } from "./take-away.ts";

export interface RepositorySearch {
  readonly place: RemotePlace;
  /** Only what serves this pipeline. */
  readonly pipelineId?: string | undefined;
  readonly signal: AbortSignal;
}

/** Where to look for what stands on the host of a repository, as the host has it now. */
export function searchesOnHost(app: App, { place, pipelineId, signal }: RepositorySearch): readonly Search[] {
  const { connectionId, forge, repository, watched } = place;
  const { repositoryId } = watched;
  const where = `${repository.owner}/${repository.name}`;

  const thing = (kind: MadeKind, hostId: string, environment = ""): HostThing => ({
    connectionId,
    repositoryId,
    kind,
    hostId,
    environment,
  });

  const found = (of: HostThing, said: Said, remove: () => Promise<void>): FoundLeftover => ({
    key: keyOf(of),
    kind: of.kind,
    where,
    suggested: said.ours,
    ...said,
    remove: () => takeAway(remove, () => forgetMade(app, of)),
  });

  async function webhooks(): Promise<readonly FoundLeftover[]> {
    const { webhooks: port } = forge;
    if (port === undefined) return [];
    const rows = await app.tables
      .selectFrom("webhooks")
      .selectAll()
      .where("repository_id", "=", repositoryId)
      .execute();
    return (await port.list(repository, signal)).map(({ id, url }) => {
      const row = rows.find((one) => one.remote_id === id);
      return {
        key: keyOf({ kind: "webhook", repositoryId, hostId: id }),
        kind: "webhook",
        name: addressOf(url),
        where,
        ours: row !== undefined,
        suggested: row !== undefined,
        remove: () =>
          takeAway(
            () => port.remove(repository, id, signal),
            async () =>
              await app.tables
                .deleteFrom("webhooks")
                .where("id", "=", row?.id ?? "")
                .execute(),
          ),
      };
    });
  }

  async function variables(): Promise<readonly FoundLeftover[]> {
    const { variables: port } = forge;
    if (port === undefined) return [];
    const made = await madeOf("variable");
    // Of environments only those in which something was written from here: each costs the host a request or two.
    const written = new Set(made.map((row) => row.environment).filter((environment) => environment !== ""));
    const known = written.size === 0 ? [] : ((await forge.environments?.list(repository, signal)) ?? []);
    const places = new Map([["", where], ...known.map(({ id, name }) => [id, `${where}, ${name}`] as const)]);
    const levels = await Promise.all(
      [...places]
        .filter(([id]) => id === "" || written.has(id))
        .map(async ([environment, stands]) => {
          const level: VariableLevel =
            environment === "" ? { kind: "repository", repository } : { kind: "environment", repository, environment };
          return (await port.list(level, signal)).map(({ id, key }) => {
            const of = thing("variable", id, environment);
            return found(of, { name: key, ours: isIn(made, of), where: stands }, () => port.remove(level, id, signal));
          });
        }),
    );
    return levels.flat();
  }

  async function schedules(): Promise<readonly FoundLeftover[]> {
    const { schedules: port } = forge;
    if (port === undefined) return [];
    const made = await madeOf("schedule");
    return (await port.list(repository, signal)).map(({ id, branch, cron, pattern }) => {
      const of = thing("schedule", id);
      return found(of, { name: `${branch}, ${cron ?? pattern}`, ours: isIn(made, of) }, () =>
        port.remove(repository, id, signal),
      );
    });
  }

  async function environments(): Promise<readonly FoundLeftover[]> {
    const { environments: port } = forge;
    if (port === undefined) return [];
    const made = await madeOf("environment");
    return (await port.list(repository, signal)).map(({ id, name }) => {
      const of = thing("environment", id);
      const said = { name, ours: isIn(made, of), suggested: false, note: environmentNote };
      return found(of, said, () => port.remove(repository, id, signal));
    });
  }

  async function requiredBuilds(): Promise<readonly FoundLeftover[]> {
    const { requiredBuilds: port } = forge;
    if (port === undefined) return [];
    const made = await madeOf("required-build");
    const pipelines = await app.tables
      .selectFrom("pipelines")
      .select("id")
      .where("repository_id", "=", repositoryId)
      .execute();
    const going = pipelines.filter(({ id }) => pipelineId === undefined || id === pipelineId);
    const keys = new Set(going.map(({ id }) => parentKeyOf({ pipelineId: id, repositoryId })));
    const conditions = await port.list(repository, signal);
    return conditions
      .filter(({ parents }) => pipelineId === undefined || parents.some((parent) => keys.has(parent)))
      .map(({ id, branch = "every branch", parents }) => {
        const of = thing("required-build", id);
        const servesOthers = parents.some((parent) => !keys.has(parent));
        const ours = isIn(made, of) || (parents.length > 0 && !servesOthers);
        const note = servesOthers && ours ? { note: "it demands what others build too" } : {};
        return found(of, { name: branch, ours, suggested: ours && !servesOthers, ...note }, () =>
          port.remove(repository, id, signal),
        );
      });
  }

  /** Those of the repository alone; of GitHub none is made from here. */
  async function runners(): Promise<readonly FoundLeftover[]> {
    const { runners: port } = forge;
    if (port === undefined) return [];
    const made = await madeOf("runner");
    const level: RunnerLevel = { kind: "repository", repository };
    return (await port.list(level, signal)).map(({ id, name }) => {
      const of = thing("runner", id);
      return found(of, { name, ours: isIn(made, of), note: runnerNote }, () => port.remove(level, id, signal));
    });
  }

  async function keyPair(): Promise<readonly FoundLeftover[]> {
    const { ssh: port } = forge;
    const publicKey = await port?.publicKey(repository, signal);
    if (port === undefined || publicKey === undefined) return [];
    const of = thing("key-pair", keyPairId);
    const ours = isIn(await madeOf("key-pair"), of);
    return [found(of, { name: namedKey(publicKey), ours }, () => port.removeKeyPair(repository, signal))];
  }

  async function knownHosts(): Promise<readonly FoundLeftover[]> {
    const { ssh: port } = forge;
    if (port === undefined) return [];
    const made = await madeOf("known-host");
    return (await port.knownHosts(repository, signal)).map(({ id, host }) => {
      const of = thing("known-host", id);
      return found(of, { name: host, ours: isIn(made, of) }, () => port.removeKnownHost(repository, id, signal));
    });
  }

  async function madeOf(kind: MadeKind): Promise<readonly MadeOnHostsTable[]> {
    return (await readMade(app.tables, { repositoryId })).filter(
      (row) => row.kind === kind && row.connection_id === connectionId,
    );
  }

  /** Those that were written when it was synced; any other pipeline that the host runs in the repository sees them too. */
  async function variablesOfPipeline(): Promise<readonly FoundLeftover[]> {
    const made = (await madeOf("variable")).filter((row) => row.pipeline_id === pipelineId);
    if (made.length === 0) return [];
    const others = await app.tables
      .selectFrom("pipelines")
      .select("id")
      .where("repository_id", "=", repositoryId)
      .where("id", "!=", pipelineId ?? "")
      .where("archived_at", "is", null)
      .executeTakeFirst();
    const shared =
      others === undefined ? {} : { suggested: false, note: "other pipelines of the repository may use it" };
    const keys = new Set(made.map((row) => keyOf(thing("variable", row.host_id, row.environment))));
    return (await variables()).filter(({ key }) => keys.has(key)).map((one) => ({ ...one, ...shared }));
  }

  if (pipelineId !== undefined) {
    return [
      { kind: "variable", find: variablesOfPipeline },
      { kind: "required-build", find: requiredBuilds },
    ];
  }
  return [
    { kind: "webhook", find: webhooks },
    { kind: "variable", find: variables },
    { kind: "schedule", find: schedules },
    { kind: "environment", find: environments },
    { kind: "required-build", find: requiredBuilds },
    { kind: "runner", find: runners },
    { kind: "key-pair", find: keyPair },
    { kind: "known-host", find: knownHosts },
  ];
}

type Said = Pick<FoundLeftover, "name" | "ours"> & Partial<Pick<FoundLeftover, "where" | "suggested" | "note">>;

function isIn(made: readonly MadeOnHostsTable[], { hostId, environment }: HostThing): boolean {
  return made.some((row) => row.host_id === hostId && row.environment === environment);
}

/** Its type and what its maker wrote behind it; nobody knows a key by its characters. */
function namedKey(publicKey: string): string {
  const [type = "", , ...comment] = publicKey.trim().split(/\s+/);
  return [type, ...comment].join(" ");
}

/** What follows the path may be a password. */
function addressOf(url: string): string {
  return URL.canParse(url) ? url.replace(/[?#].*$/s, "") : "an address that cannot be read";
}
