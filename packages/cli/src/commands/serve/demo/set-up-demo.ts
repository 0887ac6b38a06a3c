import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "@headrace/app";
import { type Client, createClient } from "@headrace/app/client";
import { makeRepository, readCommits } from "./make-repository.ts";

export interface DemoOptions {
  readonly app: App;
  /** As this process reaches the server. */
  readonly url: string;
  readonly signal: AbortSignal;
}

export interface Demo {
  /** Of the working copy; absolute. */
  readonly directory: string;
  readonly executions: readonly DemoExecution[];
}

export interface DemoExecution {
  readonly id: string;
  readonly number: number;
  readonly outcome: string | undefined;
}

const name = "shop";
/** Milliseconds between looks at what runs, and until its end is no longer waited for. */
const interval = 200;
const patience = 120_000;

/**
 * The demonstration: a repository, its pipeline, a green execution and a red one. What is there already stays as it is,
 * however far somebody has taken it. Undefined where nobody owns an organization.
 */
export async function setUpDemo({ app, url, signal }: DemoOptions): Promise<Demo | undefined> {
  const directory = join(app.options.dataDirectory, "demo", name);
  const owner = await firstOwner(app);
  if (owner === undefined) return undefined;
  // Through the front door, as anybody would do it.
  const { id, token } = await app.tokens.create({
    ...owner,
    name: "demonstration",
    scopes: ["admin"],
    expiresAt: app.clock.now() + 10 * 60_000,
  });
  try {
    const client = createClient({ url, token });
    const commits = existsSync(directory) ? await readCommits(directory) : await makeRepository(directory);
    const pipeline = await preparePipeline(client, directory, signal);
    const { items } = await client.call("executions.list-of-pipeline", { pipeline }, { signal });
    const ids = items.map((execution) => execution.id).reverse();
    if (ids.length === 0 && commits !== undefined) {
      for (const commit of [commits.green, commits.red]) {
        const started = await client.call("pipelines.execute", { pipeline, branch: "main", commit }, { signal });
        ids.push(started.id);
      }
    }
    const executions: DemoExecution[] = [];
    for (const execution of ids.slice(-2)) executions.push(await ended(client, execution, signal));
    return { directory, executions };
  } finally {
    await app.tables.updateTable("tokens").set({ revoked_at: app.clock.now() }).where("id", "=", id).execute();
  }
}

async function preparePipeline(client: Client, location: string, signal: AbortSignal): Promise<string> {
  const repositories = await client.call("repositories.list", { search: name }, { signal });
  const repository =
    repositories.items.find((each) => each.location === location) ??
    (await client.call(
      "repositories.create",
      { name, location, description: "A small Node project to try Headrace with" },
      { signal },
    ));
  const { items } = await client.call("pipelines.list", { repository: repository.id }, { signal });
  const known = items.find((each) => each.source === "repository");
  if (known !== undefined) return known.id;
  const { id } = await client.call(
    "pipelines.create",
    {
      name,
      repository: repository.id,
      source: "repository",
      path: "headrace.yml",
      description: "Build, test and pack",
    },
    { signal },
  );
  await client.call("pipelines.activate", { pipeline: id }, { signal });
  return id;
}

async function ended(client: Client, execution: string, signal: AbortSignal): Promise<DemoExecution> {
  const until = performance.now() + patience;
  for (;;) {
    const { id, number, state, outcome } = await client.call("executions.get", { execution }, { signal });
    if (state === "ended" || performance.now() > until) return { id, number, outcome };
    await sleep(interval, undefined, { signal });
  }
}

async function firstOwner(app: App) {
  return await app.tables
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.userId")
    .select(["member.userId", "member.organizationId"])
    .where("member.role", "=", "owner")
    .orderBy("user.createdAt")
    .orderBy("user.id")
    .executeTakeFirst();
}
