import { describe, expect, it } from "vitest";
import { addRun } from "../doubles/bitbucket-cloud/world.ts";
import { readLog } from "../support/read-log.ts";
import { shareBitbucketCloud } from "../support/share-bitbucket-cloud.ts";

const at = shareBitbucketCloud();
const name = { owner: "acme", name: "shop" };

describe("pipelines", () => {
  it("are switched on where nobody ever has, and off", async () => {
    at.repository.pipelines.enabled = undefined;
    expect(await at.cloud.ci.isEnabled(name)).toBe(false);
    await at.cloud.ci.switch(name, true);
    expect(await at.cloud.ci.isEnabled(name)).toBe(true);
    await at.cloud.ci.switch(name, false);
    expect(at.repository.pipelines.enabled).toBe(false);
    expect(await at.cloud.ci.isEnabled(name)).toBe(false);
  });

  it("are counted on from a number that is greater than the last", async () => {
    addRun(at.repository);
    await at.cloud.ci.setNextNumber(name, 100);
    expect(at.repository.pipelines.nextNumber).toBe(100);
    await expect(at.cloud.ci.setNextNumber(name, 1)).rejects.toMatchObject({ code: "forge-refused", status: 400 });
  });
});

describe.each([
  { kind: "owner", owner: "acme" },
  { kind: "repository", repository: name },
] as const)("runners of $kind", (level) => {
  it("are made with what their machine signs in by, listed without it, changed and removed", async () => {
    const { runner, signIn } = await at.cloud.runners.create(level, { name: "big", labels: ["linux"] });
    expect(runner).toMatchObject({ name: "big", state: "new", word: "UNREGISTERED", labels: ["linux"] });
    expect(signIn).toMatchObject({ clientId: "client-1", clientSecret: "runner-s3cret" });
    expect(await at.cloud.runners.list(level)).toEqual([runner]);
    const off = await at.cloud.runners.update(level, runner.id, { isEnabled: false });
    expect(off).toMatchObject({ name: "big", labels: ["linux"], state: "disabled" });
    const renamed = await at.cloud.runners.update(level, runner.id, { name: "bigger", labels: ["linux", "arm"] });
    expect(renamed).toMatchObject({ name: "bigger", labels: ["linux", "arm"], state: "disabled" });
    await at.cloud.runners.remove(level, runner.id);
    expect(await at.cloud.runners.list(level)).toEqual([]);
  });

  it("say in words that nobody knows how they stand, and that they take nothing new", async () => {
    const { runner } = await at.cloud.runners.create(level, { name: "big", labels: [] });
    const there =
      level.kind === "owner" ? at.double.world.runners.get("acme")?.[0] : at.repository.pipelines.runners[0];
    Object.assign(there ?? {}, { status: "ONLINE" });
    expect(await at.cloud.runners.list(level)).toMatchObject([
      { state: "online", version: "3.1.0", wantedVersion: "3.2.0" },
    ]);
    Object.assign(there ?? {}, { cordoned: true });
    expect(await at.cloud.runners.list(level)).toMatchObject([{ id: runner.id, state: "disabled", word: "ONLINE" }]);
    const strange = { uuid: "{r}", name: "big", state: { status: "MELTED" } };
    at.double.faults.push({ on: /runners/, reply: { status: 200, json: { values: [strange] } } });
    expect(await at.cloud.runners.list(level)).toEqual([
      { id: "{r}", name: "big", state: "unknown", word: "MELTED", labels: [] },
    ]);
  });
});

it("gives the log of a service beside a step by its id, and its part", async () => {
  const run = addRun(at.repository);
  const [step] = run.steps;
  if (step === undefined) throw new Error("there is no step");
  step.services = new Map([["{db}", Buffer.from("database is ready\n")]]);
  step.log = Buffer.from("building\n");
  const read = (container: string, part?: { readonly from: number } | { readonly last: number }) =>
    at.cloud.containerLogs.read({
      repository: name,
      run: run.uuid,
      stage: step.uuid,
      container,
      ...(part === undefined ? {} : { part }),
    });
  expect(await readLog(await read("{db}"))).toEqual({ start: 0, text: "database is ready\n" });
  expect(await readLog(await read("{db}", { last: 6 }))).toEqual({ start: 12, text: "ready\n" });
  expect(await readLog(await read(step.uuid))).toMatchObject({ text: "building\n" });
  expect(await read("{none}")).toEqual({ kind: "absent" });
  expect(await read("{db}", { from: 100 })).toEqual({ kind: "nothing-new" });
});

describe("SSH", () => {
  it("has a key pair of which the private key is never read", async () => {
    expect(await at.cloud.ssh.publicKey(name)).toBeUndefined();
    await at.cloud.ssh.setKeyPair(name, { privateKey: "s3cret", publicKey: "ssh-ed25519 AAAA shop" });
    expect(at.repository.pipelines.keyPair?.private_key).toBe("s3cret");
    // Some answer of some day may hold it.
    const json = { type: "pipeline_ssh_key_pair", private_key: "s3cret", public_key: "ssh-ed25519 AAAA shop" };
    at.double.faults.push({ on: /key_pair/, reply: { status: 200, json } });
    expect(await at.cloud.ssh.publicKey(name)).toBe("ssh-ed25519 AAAA shop");
    await at.cloud.ssh.removeKeyPair(name);
    expect(await at.cloud.ssh.publicKey(name)).toBeUndefined();
  });

  it("knows hosts by their keys", async () => {
    const host = { host: "git.example.org", keyType: "ssh-ed25519", key: "AAAA" };
    const made = await at.cloud.ssh.addKnownHost(name, host);
    expect(made).toMatchObject({
      host: host.host,
      keyType: host.keyType,
      fingerprint: expect.stringMatching(/^SHA256:/),
    });
    await expect(at.cloud.ssh.addKnownHost(name, host)).rejects.toMatchObject({ status: 409 });
    const changed = await at.cloud.ssh.replaceKnownHost(name, made.id, { ...host, key: "BBBB" });
    expect(changed.fingerprint).not.toBe(made.fingerprint);
    expect(await at.cloud.ssh.knownHosts(name)).toEqual([changed]);
    await at.cloud.ssh.removeKnownHost(name, made.id);
    expect(await at.cloud.ssh.knownHosts(name)).toEqual([]);
  });
});

it("tells by what a cloud believes the workspace's runs", async () => {
  const identity = await at.cloud.identity.read("acme");
  expect(identity).toMatchObject({
    issuer: expect.stringContaining("/acme/"),
    keys: [{ id: "1c9d8f2e", algorithm: "RS256" }],
  });
  expect(identity.claims).toContain("repositoryUuid");
  expect(identity.keysUrl).toMatch(/keys\.json$/);
});

it("tells which runs a schedule began, and why it began none", async () => {
  const schedule = await at.cloud.schedules.create(name, { branch: "main", cron: "0 3 * * *", isEnabled: true });
  const run = addRun(at.repository);
  at.repository.schedules[0]?.executions.push(run, { key: "no-branch", message: "There is no branch main" });
  expect(await at.cloud.schedules.executions(name, schedule.id)).toEqual([
    { run: run.uuid, number: 1, createdAt: Date.parse(run.created_on) },
    { problem: "There is no branch main" },
  ]);
});

it.each(["repository", "workspace"] as const)("changes a webhook of a %s in its place", async (level) => {
  const { webhooks } = at.cloud;
  const webhook = { url: "https://headrace.example.org/hooks/1", secret: "s".repeat(43), name: "Headrace" };
  const made =
    level === "repository" ? await webhooks.create(name, webhook) : await webhooks.ofOwner?.create("acme", webhook);
  const id = made?.id ?? "";
  const wanted = { ...webhook, url: "https://headrace.example.org/hooks/2", secret: "t".repeat(43) };
  const changed =
    level === "repository"
      ? await webhooks.replace(name, id, wanted)
      : await webhooks.ofOwner?.replace("acme", id, wanted);
  expect(changed).toEqual({ ...made, url: wanted.url });
  const there = level === "repository" ? at.repository.webhooks : (at.double.world.webhooks.get("acme") ?? []);
  expect(there.find(({ uuid }) => uuid === id)?.body.secret).toBe(wanted.secret);
  await expect(webhooks.replace(name, "{none}", wanted)).rejects.toMatchObject({ code: "forge-not-found" });
});
