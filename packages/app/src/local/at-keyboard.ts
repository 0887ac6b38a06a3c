import { basename } from "node:path";
import type { Principal } from "../access/principal.ts";
import type { App } from "../app.ts";
import { allOperations } from "../operations/all-operations.ts";
import { perform } from "../operations/perform.ts";
import { ownFault } from "../problems/problem.ts";
import { insertLink } from "../runs/links.ts";

/**
 * The person whose data directory this is: an owner, made where nobody is there yet. The project is made a repository, and
 * what `headrace run` has run here belongs to it from then on, so that operations know of it.
 */
export async function personAtKeyboard(app: App, project: string): Promise<Principal> {
  return await app.store.database.withLock("first-start", async () => {
    const { userId, organizationId } = (await firstOwner(app)) ?? (await makeOwner(app));
    const principal: Principal = { kind: "user", userId, name: "you", email };
    const repositoryId = await repositoryAt(app, principal, project);
    await adopt(app, { organizationId, repositoryId, userId });
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
  const known = await app.tables
    .selectFrom("repositories")
    .select("id")
    .where("location", "=", project)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const create = allOperations.find(({ name }) => name === "repositories.create");
  if (create === undefined) throw ownFault("there is no operation repositories.create");
  const made = await perform(
    app,
    create,
    { name: basename(project) || "project", location: project },
    { principal, signal: AbortSignal.timeout(30_000), publicUrl: app.options.publicUrl },
  );
  return String(Reflect.get(Object(made), "id"));
}

interface Adopting {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly userId: string;
}

/** What runs just now is its own process's; it is adopted when it has ended. */
async function adopt(app: App, { organizationId, repositoryId, userId }: Adopting): Promise<void> {
  const orphans = await app.tables
    .selectFrom("executions")
    .leftJoin("execution_links", "execution_links.execution_id", "executions.id")
    .select(["executions.id as id", "executions.event as event", "executions.created_at as createdAt"])
    .where("execution_links.execution_id", "is", null)
    .where("executions.status", "=", "finished")
    .execute();
  for (const { id: executionId, event, createdAt } of orphans) {
    const link = {
      executionId,
      organizationId,
      repositoryId,
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
