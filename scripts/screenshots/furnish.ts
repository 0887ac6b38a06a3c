import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../../packages/app/src/client/index.ts";
import { addRepository, addRun, type BitbucketDouble, endRun, newId } from "../../test/forges/index.ts";

/** What pages need to be seen with: ids. */
export interface Furnished {
  readonly shop: string;
  readonly release: string;
  /** The shop's red one. */
  readonly failed: string;
  /** One that waits for consent before production. */
  readonly waiting: string;
  readonly green: string;
  readonly repository: string;
  readonly environment: string;
  readonly webhook: string;
  readonly connection: string;
  /** A repository that is watched on its host. */
  readonly catalogue: string;
  /** The way of an invitation, with its code. */
  readonly invitation: string;
}

/** Gives the demonstration a history, and one of each thing that has a page. The host of code is a double of one. */
export async function furnish(client: Client, bitbucket: BitbucketDouble): Promise<Furnished> {
  const { items: repositories } = await client.call("repositories.list", {});
  const { items: pipelines } = await client.call("pipelines.list", {});
  const [repository, pipeline] = [repositories[0], pipelines[0]];
  if (repository === undefined || pipeline === undefined) throw new Error("The demonstration has no pipeline.");
  const { items: first } = await client.call("executions.list", {});
  const green = first.find(({ outcome }) => outcome === "success");
  const failed = first.find(({ outcome }) => outcome === "failed");
  if (green?.commit === undefined || failed === undefined) throw new Error("The demonstration did not run.");

  const environment = await client.call("environments.create", { repository: repository.id, name: "staging" });
  await client.call("environments.create", {
    repository: repository.id,
    name: "production",
    rules: { branches: ["main"], approval: { approvers: ["role:owner"] } },
  });
  await client.call("secrets.set", {
    repository: repository.id,
    name: "DEPLOY_TOKEN",
    value: "not a real one",
    rules: { environments: ["production"], branches: ["main"] },
  });
  await client.call("variables.set", { repository: repository.id, name: "REGION", value: "eu-south-1" });
  await client.call("channels.create", {
    name: "builds",
    settings: { kind: "slack", url: "https://hooks.slack.com/services/T0/B0/not-a-real-one" },
  });
  await client.call("channels.create", {
    name: "audit",
    settings: { kind: "webhook", url: "https://audit.example.org/told", secret: "not-a-real-one-but-long" },
  });
  const webhook = await client.call("webhooks.create", { repository: repository.id, kind: "github" });
  await client.call("tokens.create", { name: "laptop", scopes: ["read", "run"] });
  const invitation = await client.call("invitations.create", { email: "grace@example.org", role: "developer" });
  const { connection, catalogue } = await connect(client, bitbucket);
  const text = await readFile(new URL("release.yml", import.meta.url), "utf8");
  const release = await client.call("pipelines.create", {
    name: "release",
    repository: repository.id,
    description: "Delivers the shop",
    channel: "release",
    text,
  });
  await client.call("schedules.create", { pipeline: release.id, cron: "0 6 * * 1-5", timezone: "Europe/Rome" });

  for (const commit of [green.commit, green.commit, undefined, green.commit, green.commit]) {
    const { id } = await client.call("pipelines.execute", {
      pipeline: pipeline.id,
      ...(commit === undefined ? {} : { commit }),
    });
    await until(async () => (await client.call("executions.get", { execution: id })).state === "ended");
  }
  const { id: waiting } = await client.call("pipelines.execute", { pipeline: release.id });
  await until(async () => (await client.call("approvals.list", {})).items.length > 0);
  return {
    shop: pipeline.id,
    release: release.id,
    failed: failed.id,
    waiting,
    green: green.id,
    repository: repository.id,
    environment: environment.id,
    webhook: webhook.id,
    connection,
    catalogue,
    invitation: new URL(invitation.url).pathname + new URL(invitation.url).search,
  };
}

/** A host with one repository, whose runs are read, and what the host keeps for it. */
async function connect(
  client: Client,
  { tokens, world, url }: BitbucketDouble,
): Promise<Pick<Furnished, "connection" | "catalogue">> {
  tokens.set("Bearer screenshots", "all");
  const there = addRepository(world, "acme/catalogue");
  for (const result of ["SUCCESSFUL", "FAILED", "SUCCESSFUL"] as const) endRun(addRun(there), result);
  there.variables.push({ uuid: newId(), key: "REGION", value: "eu-south-1", secured: false });
  there.variables.push({ uuid: newId(), key: "NPM_TOKEN", value: "not a real one", secured: true });
  there.caches.push({ uuid: newId(), name: "node", file_size_bytes: 123_456_789 });
  for (const name of ["staging", "production"]) {
    const id = newId();
    there.environments.set(id, []);
    there.names.set(id, name);
  }
  const { id } = await client.call("connections.create", {
    name: "acme",
    kind: "bitbucket-cloud",
    owner: "acme",
    baseUrl: url,
    credentials: { kind: "access-token", token: "screenshots" },
  });
  const names = ["catalogue"];
  const { items } = await client.call("connections.connect-repositories", { connection: id, names });
  const catalogue = items[0]?.id ?? "";
  await client.call("repositories.add-host-schedule", { repository: catalogue, branch: "main", cron: "0 3 * * *" });
  return { connection: id, catalogue };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 600; look++) {
    if (await holds()) return;
    await sleep(200);
  }
  throw new Error("An execution did not come to its end.");
}
