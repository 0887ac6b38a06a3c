import type { Forge, ForgeRepository } from "@headrace/forges";
import { createGlob, globProblem } from "@headrace/pipeline";
import type { ConnectionsTable, RepositoriesTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import { moveMade } from "../leftovers/made-on-host.ts";
import { Problem } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { repositoryRules } from "../repositories/repository.ts";

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

/**
 * Has the runs of a host's repository read from now on. A repository that is here by its address is taken; else one is
 * made. Again with the same, nothing changes.
 */
export async function connectRepository(
  app: Pick<App, "tables" | "clock" | "ids">,
  connection: ConnectionsTable,
  found: ForgeRepository,
): Promise<RepositoriesTable> {
  const { tables, clock } = app;
  const { owner, name } = found.repository;
  const now = clock.now();
  const known = await tables
    .selectFrom("forge_repositories")
    .select("id")
    .where("connection_id", "=", connection.id)
    .where("forge_id", "=", found.id)
    .executeTakeFirst();
  const repositoryId = known?.id ?? (await repositoryFor(app, connection, found));
  const before = await tables
    .selectFrom("forge_repositories")
    .select(["connection_id", "forge_id"])
    .where("id", "=", repositoryId)
    .executeTakeFirst();
  await tables
    .insertInto("forge_repositories")
    .values({
      id: repositoryId,
      connection_id: connection.id,
      forge_owner: owner,
      forge_name: name,
      forge_id: found.id,
      clone_url: found.cloneUrl,
      history_page: null,
      history_total: null,
      history_from: null,
      runs_there: null,
      newest_at: null,
      read_at: null,
      active_at: null,
      looked_at: null,
      heard_at: null,
      unfinished: 0,
      attempts: 0,
      problem: null,
      write_back: 1,
      next_attempt_at: now,
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
