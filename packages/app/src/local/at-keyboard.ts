import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parsePipeline } from "@headrace/pipeline";
import type { Principal } from "../access/principal.ts";
import type { App } from "../app.ts";
import { allOperations } from "../operations/all-operations.ts";
import { perform } from "../operations/perform.ts";
import { ownFault } from "../problems/problem.ts";
import { insertLink } from "../runs/links.ts";
import { freeName } from "./free-name.ts";

/**
 * The person whose data directory this is: an owner, made where nobody is there yet. The project is made a repository, its
 * `headrace.yml` a pipeline of that, and what `headrace run` has run here belongs to them from then on, so that operations
 * know of it.
 */
export async function personAtKeyboard(app: App, project: string): Promise<Principal> {
  return await app.store.database.withLock("first-start", async () => {
    const { userId, organizationId } = (await firstOwner(app)) ?? (await makeOwner(app));
    const principal: Principal = { kind: "user", userId, name: "you", email };
    const repositoryId = await repositoryAt(app, principal, project);
    const pipeline = await pipelineOf(app, principal, { project, repositoryId });
    await adopt(app, { organizationId, repositoryId, userId, pipeline });
    if (pipeline !== undefined) await countTogether(app, pipeline);
    return principal;
  });
}

const email = "owner@localhost";

async function firstOwner(app: App) {
  return await app.tables
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.userId")
    .select(["user.id as userId", "member.organizationId as organizationId"])
    .where("member.role", "=", "owner")
    .orderBy("user.createdAt")
    .orderBy("user.id")
    .executeTakeFirst();
}

async function makeOwner(app: App): Promise<{ readonly userId: string; readonly organizationId: string }> {
  const userId =
    (await app.people.userByEmail(email)) ?? (await app.people.createUser({ email, name: "Owner" })).userId;
  return { userId, ...(await app.people.createOrganization({ name: "Default", slug: "default", ownerId: userId })) };
}

async function repositoryAt(app: App, principal: Principal, project: string): Promise<string> {
  const rows = await app.tables.selectFrom("repositories").select(["id", "name", "location"]).execute();
  const known = rows.find(({ location }) => location === project);
  if (known !== undefined) return known.id;
  const defaultBranch = await branchOf(project);
  return await made(app, principal, {
    operation: "repositories.create",
    input: {
      name: freeName(basename(project), new Set(rows.map(({ name }) => name)), "project"),
      location: project,
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
    },
  });
}

/** That which is checked out; undefined where the project is no clone of its own. */
async function branchOf(project: string): Promise<string | undefined> {
  const head = await readFile(join(project, ".git", "HEAD"), "utf8").catch(() => "");
  return /^ref: refs\/heads\/(\S+)\s*$/.exec(head)?.[1];
}

interface LocalPipeline {
  readonly id: string;
  /** As its definition says: what `headrace run` ran is kept under it. */
  readonly name: string;
}

/** The pipeline of the project's own file; none where it has no such file, or one that cannot be read. */
async function pipelineOf(
  app: App,
  principal: Principal,
  { project, repositoryId }: { readonly project: string; readonly repositoryId: string },
): Promise<LocalPipeline | undefined> {
  const rows = await app.tables
    .selectFrom("pipelines")
    .select(["id", "name", "path"])
    .where("repository_id", "=", repositoryId)
    .execute();
  const known = rows.find((row) => row.path === path);
  const text = await readFile(join(project, path), "utf8").catch(() => "");
  const name = parsePipeline(text).pipeline?.name;
  if (known !== undefined) return { id: known.id, name: name ?? known.name };
  if (name === undefined) return undefined;
  const ours = freeName(name, new Set(rows.map((row) => row.name)), "pipeline");
  const input = { name: ours, repository: repositoryId, source: "repository", path };
  return { id: await made(app, principal, { operation: "pipelines.create", input }), name };
}

const path = "headrace.yml";

/** Does what makes something, and gives its id. */
async function made(
  app: App,
  principal: Principal,
  { operation, input }: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> },
): Promise<string> {
  const create = allOperations.find(({ name }) => name === operation);
  if (create === undefined) throw ownFault(`there is no operation ${operation}`);
  const signal = AbortSignal.timeout(30_000);
  const answer = await perform(app, create, input, { principal, signal, publicUrl: app.options.publicUrl });
  return String(Reflect.get(Object(answer), "id"));
}

interface Adopting {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly userId: string;
  readonly pipeline: LocalPipeline | undefined;
}

/** What runs just now is its own process's; it is adopted when it has ended. */
async function adopt(app: App, { organizationId, repositoryId, userId, pipeline }: Adopting): Promise<void> {
  const orphans = await app.tables
    .selectFrom("executions")
    .leftJoin("execution_links", "execution_links.execution_id", "executions.id")
    .select([
      "executions.id as id",
      "executions.event as event",
      "executions.created_at as createdAt",
      "executions.pipeline as pipeline",
    ])
    .where("execution_links.execution_id", "is", null)
    .where("executions.status", "=", "finished")
    .execute();
  for (const { id: executionId, event, createdAt, pipeline: name } of orphans) {
    const link = {
      executionId,
      organizationId,
      repositoryId,
      ...(name === pipeline?.name ? { pipelineId: pipeline.id } : {}),
      trust: "own",
      actor: { kind: "user", id: userId, name: "you" },
      trigger: event,
      state: "ended",
      priority: 0,
      createdAt,
      detail: {},
    } as const;
    await insertLink(app.tables, link, "run");
  }
}

/** `headrace run` counts by the pipeline's name, a server by its id: each goes on after the greatest of both. */
async function countTogether({ tables }: App, { id, name }: LocalPipeline): Promise<void> {
  const keys = [id, name];
  const { greatest } = await tables
    .selectFrom("execution_numbers")
    .select(({ fn }) => fn.max("last_number").as("greatest"))
    .where("key", "in", keys)
    .executeTakeFirstOrThrow();
  if (greatest === null) return;
  await tables
    .insertInto("execution_numbers")
    .values(keys.map((key) => ({ key, last_number: greatest })))
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ last_number: greatest }))
    .execute();
}
