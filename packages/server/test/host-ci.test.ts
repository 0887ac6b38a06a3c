import { beforeEach, describe, expect, test } from "vitest";
import { addRepository, addRun, onGitHub, type Repository } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

describe("on Bitbucket Cloud", () => {
  let remote: Repository;
  let at: string;

  beforeEach(async () => {
    hosts.bitbucket.world.runners.clear();
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    at = `/repositories/${await hosts.watch(await hosts.connect("bitbucket-cloud"))}`;
  });

  test("pipelines that nobody has switched on are switched on, and counted on from another number", async () => {
    remote.pipelines.enabled = undefined;
    expect((await hosts.server.owner.get(`${at}/host-ci`)).body).toEqual({ enabled: false, numbers: true });
    const developer = await hosts.server.client({ role: "developer" });
    expect((await developer.patch(`${at}/host-ci`, { enabled: true })).status).toBe(403);
    expect((await hosts.server.owner.patch(`${at}/host-ci`, { enabled: true, nextNumber: 500 })).status).toBe(200);
    expect(remote.pipelines).toMatchObject({ enabled: true, nextNumber: 500 });
    expect((await hosts.server.owner.get(`${at}/host-ci`)).body).toMatchObject({ enabled: true });
    const audit = await hosts.server.owner.get("/audit?operation=repositories.set-host-ci");
    expect(audit.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["done", "forbidden"]);
    expect(await hosts.server.owner.patch(`${at}/host-ci`, {})).toMatchObject({ status: 400 });
  });

  test("runners are made with a secret that is shown once, changed and removed, of the workspace by who may everywhere", async () => {
    const made = await hosts.server.owner.post(`${at}/host-runners`, { name: "big", labels: ["linux"] });
    expect(made).toMatchObject({ status: 201, body: { state: "new", clientSecret: "runner-s3cret" } });
    const listed = await hosts.server.owner.get(`${at}/host-runners`);
    expect(listed.body.items).toMatchObject([{ name: "big", labels: ["linux"] }]);
    const audit = await hosts.server.owner.get("/audit?operation=repositories.add-host-runner");
    expect(JSON.stringify([listed.body, audit.body])).not.toContain("runner-s3cret");
    const one = `${at}/host-runners/${encodeURIComponent(made.body.id)}`;
    expect((await hosts.server.owner.patch(one, { enabled: false })).body).toMatchObject({ state: "disabled" });
    expect((await hosts.server.owner.patch(one, { labels: ["arm"] })).body).toMatchObject({ labels: ["arm"] });
    expect((await hosts.server.owner.delete(one)).status).toBe(200);
    expect(remote.pipelines.runners).toEqual([]);
    const repository = at.split("/")[2] ?? "";
    const token = { name: `runners-${repository}`, scopes: ["admin"], repositories: [repository] };
    const narrowed = { authorization: `Bearer ${(await hosts.server.owner.post("/tokens", token)).body.token}` };
    const wanted = { level: "owner", name: "all", labels: ["linux"] };
    expect((await hosts.server.stranger.post(`${at}/host-runners`, wanted, narrowed)).status).toBe(403);
    expect((await hosts.server.owner.post(`${at}/host-runners`, wanted)).status).toBe(201);
    expect((await hosts.server.owner.get(`${at}/host-runners?level=owner`)).body.items).toMatchObject([
      { name: "all" },
    ]);
  });

  test("a key pair is written and never read, and machines are believed by their keys", async () => {
    const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nczNjcmV0\n-----END OPENSSH PRIVATE KEY-----\n";
    const pair = { privateKey, publicKey: "ssh-ed25519 AAAAC3Nz shop" };
    const refused = await hosts.server.owner.put(`${at}/host-ssh/key-pair`, { ...pair, privateKey: "czNjcmV0" });
    expect(refused).toMatchObject({ status: 400 });
    expect(JSON.stringify(refused.body)).not.toContain("czNjcmV0");
    expect((await hosts.server.owner.put(`${at}/host-ssh/key-pair`, pair)).status).toBe(200);
    expect(remote.pipelines.keyPair?.private_key).toBe(privateKey);
    const host = { host: "git.example.org", keyType: "ssh-ed25519", key: "AAAA" };
    const first = await hosts.server.owner.put(`${at}/host-ssh/known-hosts`, host);
    const second = await hosts.server.owner.put(`${at}/host-ssh/known-hosts`, { ...host, key: "BBBB" });
    expect(second.body).toMatchObject({ id: first.body.id, host: "git.example.org" });
    expect(second.body.fingerprint).not.toBe(first.body.fingerprint);
    const read = await hosts.server.owner.get(`${at}/host-ssh`);
    expect(read.body).toEqual({ publicKey: pair.publicKey, knownHosts: [second.body] });
    const audit = await hosts.server.owner.get("/audit?operation=repositories.set-host-key-pair");
    expect(JSON.stringify(audit.body)).not.toContain("czNjcmV0");
    const known = `${at}/host-ssh/known-hosts/${encodeURIComponent(second.body.id)}`;
    expect((await hosts.server.owner.delete(known)).status).toBe(200);
    expect((await hosts.server.owner.delete(`${at}/host-ssh/key-pair`)).status).toBe(200);
    expect((await hosts.server.owner.get(`${at}/host-ssh`)).body).toEqual({ knownHosts: [] });
  });

  test("what came of a schedule's times is told, with the executions that are known here", async () => {
    const run = addRun(remote);
    await hosts.lookLater();
    const [execution] = await hosts.listed(at.split("/")[2] ?? "");
    const { body: made } = await hosts.server.owner.post(`${at}/host-schedules`, { branch: "main", cron: "0 3 * * *" });
    remote.schedules[0]?.executions.push(run, { key: "none", message: "There is no branch main" });
    const told = await hosts.server.owner.get(`${at}/host-schedules/${encodeURIComponent(made.id)}/executions`);
    expect(told.body.items).toEqual([
      { number: 1, executionId: execution.id, startedAt: run.created_on },
      { problem: "There is no branch main" },
    ]);
  });

  test("the log of a service beside a step is read by its container's id, with the secrets of now struck out", async () => {
    const run = addRun(remote);
    const [step] = run.steps;
    if (step === undefined) throw new Error("there is no step");
    step.services = new Map([["{db}", Buffer.from("database is ready, password tomato-juice\n")]]);
    await hosts.lookLater();
    const repository = at.split("/")[2] ?? "";
    const secret = { repository, name: "PASSWORD", value: "tomato-juice" };
    expect((await hosts.server.owner.put("/secrets", secret)).status).toBe(200);
    const [execution] = await hosts.listed(repository);
    const read = (fields: Readonly<Record<string, string>>) =>
      hosts.server.owner.get(
        `/executions/${execution.id}/container-log?${new URLSearchParams({ stage: "Build", ...fields })}`,
      );
    expect((await read({ container: "{db}" })).body).toEqual({ text: "database is ready, password ***\n", start: 0 });
    expect((await read({ container: "{db}", last: "6" })).body).toMatchObject({ start: 35 });
    expect(await read({ container: "{none}" })).toMatchObject({ status: 404 });
    expect(await read({ container: "{db}", stage: "Deploy" })).toMatchObject({ status: 404 });
  });

  test("by what a cloud believes the workspace's runs is told", async () => {
    const { body } = await hosts.server.owner.get(`${at}/host-identity`);
    expect(body).toMatchObject({ issuer: expect.stringContaining("/acme/"), keys: [{ id: "1c9d8f2e" }] });
  });
});

test("Actions of a repository on GitHub are switched, its runners listed, and what it has not is said", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  remote.machines.runners.push({ id: 5, name: "mac", os: "macos", status: "online", busy: true, labels: [] });
  const at = `/repositories/${await hosts.watch(await hosts.connect("github"))}`;
  expect((await hosts.server.owner.patch(`${at}/host-ci`, { enabled: false })).status).toBe(200);
  expect((await hosts.server.owner.get(`${at}/host-ci`)).body).toEqual({ enabled: false, numbers: false });
  expect(remote.machines.permissions.enabled).toBe(false);
  const numbered = await hosts.server.owner.patch(`${at}/host-ci`, { nextNumber: 5 });
  expect(numbered).toMatchObject({ status: 422, body: { detail: expect.stringContaining("by itself") } });
  const { body } = await hosts.server.owner.get(`${at}/host-runners`);
  expect(body.items).toEqual([{ id: "5", name: "mac", state: "online", word: "online", labels: [], busy: true }]);
  expect((await hosts.server.owner.patch(`${at}/host-runners/5`, { labels: ["arm"] })).body.labels).toEqual(["arm"]);
  const made = await hosts.server.owner.post(`${at}/host-runners`, { name: "x", labels: ["y"] });
  expect(made.body).toMatchObject({ detail: expect.stringContaining("program") });
  expect((await hosts.server.owner.delete(`${at}/host-runners/5`)).status).toBe(200);
  for (const path of ["host-ssh", "host-identity"]) {
    expect((await hosts.server.owner.get(`${at}/${path}`)).body.detail).toContain("GitHub");
  }
});
