import type { Forge, ForgeRepository } from "@headrace/forges";
import { createGlob, globProblem } from "@headrace/pipeline";
import type { ConnectionsTable, RepositoriesTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import { moveMade } from "../leftovers/made-on-host.ts";
import { Problem } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { repositoryRules } from "../repositories/repository.ts";
import { watchOwner } from "./watch-owners.ts";

export interface Wanted {
  readonly names?: readonly string[] | undefined;
  /** Of names: `shop-*`. */
  readonly pattern?: string | undefined;
}

/** Pages of a host's list that are looked through, and repositories that are connected at once. */
const most = { pages: 50, repositories: 500 };

/** Finds them on the host. Throws `invalid-input`, or a `ForgeError`. */
export async function findWanted(
  forge: Forge,
  owner: string,
  { names, pattern, signal }: Wanted & { readonly signal: AbortSignal },
): Promise<readonly ForgeRepository[]> {
  if ((names === undefined) === (pattern === undefined)) {
    throw new Problem("invalid-input", "either names or a pattern is needed, and not both", {
      mend: "name the repositories, or give a pattern such as shop-*",
    });
  }
  if (names !== undefined) {
    const found: ForgeRepository[] = [];
    for (const name of new Set(names)) found.push(await forge.repositories.get({ owner, name }, signal));
    return found;
  }
  if (pattern === undefined || globProblem(pattern) !== null) {
    throw new Problem("invalid-input", "this is not a pattern", {
      mend: "write one such as shop-*",
      faults: [{ path: "pattern", message: "not a pattern" }],
    });
  }
  const fits = createGlob([pattern]);
  const found: ForgeRepository[] = [];
  let from: string | undefined;
  for (let pages = 0; pages < most.pages; pages++) {
    const page = await forge.repositories.list(owner, { signal, ...(from === undefined ? {} : { from }) });
    found.push(...page.items.filter(({ repository }) => fits(repository.name)));
    if (found.length > most.repositories) {
      throw new Problem("limit-reached", `more than ${most.repositories} repositories fit`, {
        mend: "give a narrower pattern",
      });
    }
    from = page.next;
    if (from === undefined) break;
  }
  return found;
}

type Connecting = Pick<App, "tables" | "clock" | "ids" | "collector">;

/**
 * Has the runs of a host's repositories read from now on: at once, or one after another, those first that changed last. A
 * repository that is here by its address is taken; else one is made. Again with the same, nothing changes.
 */
export async function connectAll(
  app: Connecting,
  connection: ConnectionsTable,
  found: readonly ForgeRepository[],
): Promise<readonly RepositoriesTable[]> {
  const rows = await app.tables
    .selectFrom("forge_repositories")
    .select(["id", "forge_id"])
    .where("connection_id", "=", connection.id)
    .execute();
  const known = new Map(rows.map((row) => [row.forge_id, row.id]));
  const fresh = found
    .filter(({ id }) => !known.has(id))
    .toSorted((one, other) => (other.updatedAt ?? 0) - (one.updatedAt ?? 0));
  const times = await app.collector.firstLooks(connection.id, fresh.length);
  const firstLooks = new Map(fresh.map(({ id }, place) => [id, times[place]]));
  await watchOwner(app, connection);
  const connected: RepositoriesTable[] = [];
  for (const one of found) {
    const repositoryId = known.get(one.id) ?? (await repositoryFor(app, connection, one));
    const firstLookAt = firstLooks.get(one.id) ?? app.clock.now();
    connected.push(await connectRepository(app, connection, { found: one, repositoryId, firstLookAt }));
  }
  return connected;
}

interface Connected {
  readonly found: ForgeRepository;
  readonly repositoryId: string;
  readonly firstLookAt: number;
}

async function connectRepository(
  app: Connecting,
  connection: ConnectionsTable,
  { found, repositoryId, firstLookAt }: Connected,
): Promise<RepositoriesTable> {
  const { tables } = app;
  const { owner, name } = found.repository;
  const before = await tables
    .selectFrom("forge_repositories")
    .select(["connection_id", "forge_id"])
    .where("id", "=", repositoryId)
    .executeTakeFirst();
  await tables
    .insertInto("forge_repositories")
    .values({
      id: repositoryId,
      organization_id: connection.organization_id,
      connection_id: connection.id,
      forge_owner: owner,
      forge_name: name,
      forge_id: found.id,
      clone_url: found.cloneUrl,
      history_page: null,
      history_total: null,
      history_from: null,
      history_runs: null,
      history_read: 0,
      newest_at: null,
      read_at: null,
      active_at: null,
      moved_at: found.updatedAt ?? null,
      changed_at: null,
      looked_at: null,
      heard_at: null,
      unfinished: 0,
      attempts: 0,
      problem: null,
      write_back: 1,
      next_attempt_at: firstLookAt,
      owner: null,
      lease_until: null,
    })
    // It may have another name there now, or be another one of the same address.
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet({
        connection_id: connection.id,
        forge_id: found.id,
        forge_owner: owner,
        forge_name: name,
        clone_url: found.cloneUrl,
      }),
    )
    .execute();
  if (before !== undefined) {
    await moveMade(app, repositoryId, { connectionId: connection.id, isSame: before.forge_id === found.id });
  }
  await tables
    .updateTable("repositories")
    .set({ connection_id: connection.id })
    .where("id", "=", repositoryId)
    .execute();
  return await readRepository(tables, repositoryId);
}

async function repositoryFor(
  { tables, clock, ids }: Pick<App, "tables" | "clock" | "ids">,
  { organization_id, id }: ConnectionsTable,
  { repository, cloneUrl, defaultBranch = "main" }: ForgeRepository,
): Promise<string> {
  const addresses = [cloneUrl, cloneUrl.replace(/\.git$/, "")];
  const known = await tables
    .selectFrom("repositories")
    .select("id")
    .where("organization_id", "=", organization_id)
    .where("location", "in", addresses)
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const now = clock.now();
  for (const name of [repository.name, `${repository.owner}-${repository.name}`]) {
    const made = await tables
      .insertInto("repositories")
      .values({
        id: ids.next(),
        organization_id,
        name,
        description: "",
        location: cloneUrl,
        default_branch: defaultBranch,
        connection_id: id,
        rules: JSON.stringify(repositoryRules.parse({})),
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.columns(["organization_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made !== undefined) return made.id;
  }
  throw new Problem("conflict", `there are other repositories "${repository.name}" here already`, {
    mend: "give those another name first",
  });
}
