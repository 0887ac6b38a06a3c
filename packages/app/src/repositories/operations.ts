import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { leftoverExample, removals, removalsExample, removeOnHost } from "../leftovers/leftover.ts";
import { removeLeftovers } from "../leftovers/remove-leftovers.ts";
import { searchesOfRepository } from "../leftovers/searches-of-repository.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { Problem } from "../problems/problem.ts";
import { isNative } from "../runs/native.ts";
import { removeSettings } from "../secrets/remove-settings.ts";
import { branch, id, name } from "../values/fields.ts";
import { checkLocation } from "./check-location.ts";
import { readRepository } from "./read-repository.ts";
import { repository, repositoryExample, repositoryOf, repositoryRules } from "./repository.ts";

const fields = {
  description: z.string().max(2000).describe("What it is, for people"),
  location: z.string().min(1).max(2000).describe("A clone URL, or where the server allows it an absolute path"),
  defaultBranch: branch,
  rules: repositoryRules,
};

const listRepositories = defineOperation({
  name: "repositories.list",
  summary: "List the repositories of an organization",
  input: z.strictObject({ ...pageInput, ...searchInput("the name") }),
  output: pageOf(repository),
  access: { kind: "organization", permission: "repository.read" },
  effect: "read",
  http: { method: "GET", path: "/repositories" },
  example: { input: { limit: 50 }, output: { items: [repositoryExample] } },
  handle: async ({ app, principal, scope }, { limit, cursor, search }) => {
    let select = app.tables
      .selectFrom("repositories")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .where(visibleTo(principal, ["id"]))
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (search !== undefined) select = select.where(contains("name", search));
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(at, after)));
    }
    return pageFrom(await select.execute(), limit, {
      item: repositoryOf,
      position: (row) => ({ at: row.created_at, id: row.id }),
    });
  },
});

const createRepository = defineOperation({
  name: "repositories.create",
  summary: "Add a repository by its clone URL or its path on the server",
  input: z.strictObject({
    name,
    location: fields.location,
    description: fields.description.default(""),
    defaultBranch: fields.defaultBranch.default("main"),
    rules: fields.rules.prefault({}),
  }),
  output: repository,
  access: { kind: "organization", permission: "repository.write" },
  effect: "write",
  http: { method: "POST", path: "/repositories", status: 201 },
  example: {
    input: { name: "web-app", location: "https://code.example.org/team/web-app.git" },
    output: repositoryExample,
  },
  handle: async ({ app, scope }, input) => {
    const location = await checkLocation(app, input.location);
    const now = app.clock.now();
    const row = await app.tables
      .insertInto("repositories")
      .values({
        id: app.ids.next(),
        organization_id: scope.organizationId,
        name: input.name,
        description: input.description,
        location,
        default_branch: input.defaultBranch,
        connection_id: null,
        rules: JSON.stringify(input.rules),
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.columns(["organization_id", "name"]).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw nameTaken(input.name);
    return repositoryOf(row);
  },
});

const getRepository = defineOperation({
  name: "repositories.get",
  summary: "Read a repository",
  input: z.strictObject({ repository: id }),
  output: repository,
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}" },
  example: { input: { repository: repositoryExample.id }, output: repositoryExample },
  handle: async ({ app }, input) => repositoryOf(await readRepository(app.tables, input.repository)),
});

const updateRepository = defineOperation({
  name: "repositories.update",
  summary: "Change a repository's name, place, default branch or rules",
  input: z.strictObject({
    repository: id,
    name: name.optional(),
    location: fields.location.optional(),
    description: fields.description.optional(),
    defaultBranch: fields.defaultBranch.optional(),
    rules: fields.rules.optional(),
  }),
  output: repository,
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "PATCH", path: "/repositories/{repository}" },
  example: { input: { repository: repositoryExample.id, description: "The shop" }, output: repositoryExample },
  handle: async ({ app, scope }, input) => {
    const changes = {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.location === undefined ? {} : { location: await checkLocation(app, input.location) }),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.defaultBranch === undefined ? {} : { default_branch: input.defaultBranch }),
      ...(input.rules === undefined ? {} : { rules: JSON.stringify(input.rules) }),
      updated_at: app.clock.now(),
    };
    if (input.name !== undefined) {
      const other = await app.tables
        .selectFrom("repositories")
        .select("id")
        .where("organization_id", "=", scope.organizationId)
        .where("name", "=", input.name)
        .where("id", "!=", input.repository)
        .executeTakeFirst();
      if (other !== undefined) throw nameTaken(input.name);
    }
    await app.tables.updateTable("repositories").set(changes).where("id", "=", input.repository).execute();
    return repositoryOf(await readRepository(app.tables, input.repository));
  },
});

const deleteRepository = defineOperation({
  name: "repositories.delete",
  summary: "Remove a repository with its pipelines, environments, secrets and webhooks",
  description:
    "Its executions stay until their retention ends. Refused while one of them is running. What it has on its host of code stays there, unless `removeOnHost` names it; where the host refuses that, nothing is removed here.",
  input: z.strictObject({ repository: id, removeOnHost }),
  output: removals,
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/repositories/{repository}" },
  example: {
    input: { repository: repositoryExample.id, removeOnHost: [leftoverExample.key] },
    output: removalsExample,
  },
  handle: async (context, input) => {
    const { app, signal } = context;
    const running = await app.tables
      .selectFrom("execution_links")
      .select("execution_id")
      .where("repository_id", "=", input.repository)
      .where("state", "!=", "ended")
      .where(isNative())
      .executeTakeFirst();
    if (running !== undefined) {
      throw new Problem("conflict", `execution ${running.execution_id} of this repository has not ended`, {
        mend: "cancel it or wait for its end, then delete the repository",
      });
    }
    const onHost = await removeLeftovers(context, {
      target: "repository",
      targetId: input.repository,
      keys: input.removeOnHost ?? [],
      searches: () => searchesOfRepository(app, { repositoryId: input.repository, signal }),
    });
    await app.collector.abandon({ repositoryId: input.repository });
    const environments = await app.tables
      .selectFrom("environments")
      .select("id")
      .where("repository_id", "=", input.repository)
      .execute();
    await removeSettings(app.tables, [input.repository, ...environments.map(({ id }) => id)]);
    await app.tables.deleteFrom("repositories").where("id", "=", input.repository).execute();
    return { onHost: [...onHost] };
  },
});

export const repositoryOperations = [
  listRepositories,
  createRepository,
  getRepository,
  updateRepository,
  deleteRepository,
] as const;

function nameTaken(name: string): Problem {
  return new Problem("conflict", `there is already a repository "${name}"`, { mend: "choose another name" });
}
