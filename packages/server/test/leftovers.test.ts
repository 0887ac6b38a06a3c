import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  addRepository,
  type DataCenterDouble,
  onDataCenter,
  onGitHub,
  startDataCenterDouble,
} from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

/** What was made on a host from here, and what becomes of it when what it was made for is removed here. */
const hosts = shareHosts();
let dataCenter: DataCenterDouble;
beforeAll(async () => {
  dataCenter = await startDataCenterDouble();
});
afterAll(async () => await dataCenter[Symbol.asyncDispose]());
afterEach(() => expect(dataCenter.violations.splice(0)).toEqual([]));

const text = "name: ship\nstages:\n  hello:\n    steps: [echo hello]\n";

async function leftoversAt(path: string) {
  const { status, body } = await hosts.server.owner.get(`${path}/leftovers`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

const keysOf = (items: readonly { readonly key: string; readonly suggested: boolean }[]): string =>
  items
    .filter(({ suggested }) => suggested)
    .map(({ key }) => `removeOnHost=${encodeURIComponent(key)}`)
    .join("&");

async function removedFrom(target: string): Promise<unknown> {
  const { body } = await hosts.server.owner.get("/audit?operation=leftover.removed&limit=200");
  return body.items
    .filter((entry: { readonly targetId: string }) => entry.targetId === target)
    .map(({ outcome, detail }: { readonly outcome: string; readonly detail: object }) => ({ outcome, ...detail }))
    .sort(byWords);
}

/** All of it happens at one moment of the tests' clock. */
function byWords(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

describe("of a repository on Bitbucket Cloud", () => {
  async function watched() {
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    const connection = await hosts.connect("bitbucket-cloud");
    const repository = await hosts.watch(connection);
    return { remote, connection, repository, at: `/repositories/${repository}` };
  }

  async function made() {
    const place = await watched();
    const { at, remote } = place;
    remote.variables.push({ uuid: "{theirs}", key: "THEIRS", value: "1", secured: false });
    remote.webhooks.push({
      uuid: "{jenkins}",
      body: { url: "https://ci.example.org/hook?token=s3cret", active: true },
    });
    expect((await hosts.server.owner.post(`${at}/webhooks/register`)).status).toBe(201);
    expect((await hosts.server.owner.put(`${at}/host-variables/OURS`, { value: "1" })).status).toBe(200);
    expect((await hosts.server.owner.put(`${at}/host-variables/THEIRS`, { value: "2" })).status).toBe(200);
    const schedule = { branch: "main", cron: "30 3 * * 1" };
    expect((await hosts.server.owner.post(`${at}/host-schedules`, schedule)).status).toBe(201);
    const { body: environment } = await hosts.server.owner.post(`${at}/host-environments`, { name: "staging" });
    const inside = { value: "x", level: "environment", hostEnvironment: environment.id };
    expect((await hosts.server.owner.put(`${at}/host-variables/INSIDE`, inside)).status).toBe(200);
    return place;
  }

  test("all that it has there is listed, and only what was made from here is suggested", async () => {
    const { at } = await made();
    const { items, unread } = await leftoversAt(at);
    expect(unread).toEqual([]);
    expect(
      items.map(({ kind, name, ours, suggested }: Record<string, unknown>) => [kind, name, ours, suggested]),
    ).toEqual([
      ["webhook", "https://ci.example.org/hook", false, false],
      ["webhook", expect.stringContaining("/hooks/bitbucket/"), true, true],
      ["variable", "THEIRS", false, false],
      ["variable", "OURS", true, true],
      ["variable", "INSIDE", true, true],
      ["schedule", "main, 30 3 * * 1", true, true],
      ["environment", "staging", true, false],
    ]);
    expect(JSON.stringify(items)).not.toContain("s3cret");
    expect(items.find(({ name }: { readonly name: string }) => name === "INSIDE").where).toBe(
      `acme/${hosts.name}, staging`,
    );
    const developer = await hosts.server.client({ role: "developer" });
    expect((await developer.get(`${at}/leftovers`)).status).toBe(403);
  });

  test("the repository goes with what is named there, each told and in the audit log, and all else stays", async () => {
    const { at, remote, repository } = await made();
    const { items } = await leftoversAt(at);
    // Somebody removed it on the host's page meanwhile.
    remote.schedules.splice(0);
    const { status, body } = await hosts.server.owner.delete(`${at}?${keysOf(items)}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(body.onHost.map(({ kind, result }: Record<string, unknown>) => [kind, result])).toEqual([
      ["webhook", "removed"],
      ["variable", "removed"],
      ["variable", "removed"],
      ["schedule", "gone"],
    ]);
    expect(remote.variables.map(({ key }) => key)).toEqual(["THEIRS"]);
    expect(remote.webhooks.map(({ uuid }) => uuid)).toEqual(["{jenkins}"]);
    expect([...remote.names.values()]).toEqual(["staging"]);
    expect((await hosts.server.owner.get(at)).status).toBe(404);
    expect(await removedFrom(repository)).toMatchObject([
      { outcome: "done", kind: "schedule", result: "gone" },
      { outcome: "done", kind: "variable", name: "INSIDE", result: "removed" },
      { outcome: "done", kind: "variable", name: "OURS", result: "removed" },
      { outcome: "done", kind: "webhook", result: "removed" },
    ]);
  });

  test("what the host refuses leaves all here as it was, and asking again goes on from there", async () => {
    const { at, remote, repository } = await made();
    const { items } = await leftoversAt(at);
    const refused = { type: "error", error: { message: "Your credentials lack one or more required scopes" } };
    hosts.bitbucket.faults.push({ on: /^DELETE .*\/schedules\//, reply: { status: 403, json: refused } });
    const first = await hosts.server.owner.delete(`${at}?${keysOf(items)}`);
    expect(first).toMatchObject({
      status: 422,
      body: {
        code: "forge-refused",
        mend: expect.stringContaining("removeOnHost"),
        onHost: [{}, {}, {}, { kind: "schedule", result: "refused", why: expect.stringContaining("scopes") }],
      },
    });
    expect((await hosts.server.owner.get(at)).status).toBe(200);
    expect(await removedFrom(repository)).toMatchObject([{}, {}, {}, { outcome: "forge-refused" }]);
    expect((await leftoversAt(at)).items.filter(({ suggested }: { suggested: boolean }) => suggested)).toMatchObject([
      { kind: "schedule" },
    ]);
    const second = await hosts.server.owner.delete(`${at}?${keysOf(items)}`);
    expect(second.body.onHost).toMatchObject([
      { result: "gone" },
      { result: "gone" },
      { result: "gone" },
      { result: "removed" },
    ]);
    expect(remote.schedules).toEqual([]);
  });

  test("runners, the key pair and known hosts go with it where they were made from here, others' only by name", async () => {
    const { at, remote, connection } = await watched();
    const runner = { labels: ["self.hosted", "linux"] };
    const theirs = await hosts.server.owner.post(`${at}/host-runners`, { name: "theirs", ...runner });
    await hosts.server.app.tables.deleteFrom("made_on_hosts").where("host_id", "=", theirs.body.id).execute();
    expect((await hosts.server.owner.post(`${at}/host-runners`, { name: "ours", ...runner })).status).toBe(201);
    const ofAll = { name: "of all", level: "owner", ...runner };
    expect((await hosts.server.owner.post(`${at}/host-runners`, ofAll)).status).toBe(201);
    const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nczNjcmV0\n-----END OPENSSH PRIVATE KEY-----\n";
    const pair = { privateKey, publicKey: "ssh-ed25519 AAAAC3Nz deploy key" };
    expect((await hosts.server.owner.put(`${at}/host-ssh/key-pair`, pair)).status).toBe(200);
    const host = { host: "git.example.org", keyType: "ssh-ed25519", key: "AAAA" };
    expect((await hosts.server.owner.put(`${at}/host-ssh/known-hosts`, host)).status).toBe(200);
    const { items, unread } = await leftoversAt(at);
    expect(unread).toEqual([]);
    expect(
      items.map(({ kind, name, ours, suggested }: Record<string, unknown>) => [kind, name, ours, suggested]),
    ).toEqual([
      ["runner", "theirs", false, false],
      ["runner", "ours", true, true],
      ["key-pair", "ssh-ed25519 deploy key", true, true],
      ["known-host", "git.example.org", true, true],
    ]);
    const { items: ofConnection } = await leftoversAt(`/connections/${connection}`);
    // The first made first; what was made in the same millisecond, in any order.
    expect(ofConnection.map(({ kind, name }: Record<string, unknown>) => `${kind} ${name}`).toSorted()).toEqual([
      "key-pair SSH",
      "known-host git.example.org",
      "runner of all",
      "runner ours",
    ]);
    const { status, body } = await hosts.server.owner.delete(`${at}?${keysOf(items)}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(body.onHost.map(({ result }: { readonly result: string }) => result)).toEqual(Array(3).fill("removed"));
    expect(remote.pipelines.runners.map(({ name }) => name)).toEqual(["theirs"]);
    expect([remote.pipelines.keyPair, remote.pipelines.knownHosts]).toEqual([undefined, []]);
    const rest = (await leftoversAt(`/connections/${connection}`)).items;
    const gone = await hosts.server.owner.delete(`/connections/${connection}?${keysOf(rest)}`);
    expect(gone.body.onHost).toMatchObject([{ kind: "runner", name: "of all", result: "removed" }]);
    expect(hosts.bitbucket.world.runners.get("acme")).toEqual([]);
  });

  test("what cannot be listed is said, and not taken for gone", async () => {
    const { at } = await made();
    const { items } = await leftoversAt(at);
    const refused = { type: "error", error: { message: "no scope" } };
    hosts.bitbucket.faults.push({ on: /^GET .*\/schedules/, reply: { status: 403, json: refused } });
    expect((await leftoversAt(at)).unread).toMatchObject([
      { kind: "schedule", why: expect.stringContaining("no scope") },
    ]);
    hosts.bitbucket.faults.push({ on: /^GET .*\/schedules/, reply: { status: 403, json: refused } });
    const { key } = items.find(({ kind }: { readonly kind: string }) => kind === "schedule");
    const answer = await hosts.server.owner.delete(`${at}?removeOnHost=${encodeURIComponent(key)}`);
    expect(answer).toMatchObject({ status: 422, body: { onHost: [{ result: "refused" }] } });
    const wrong = await hosts.server.owner.delete(`${at}?removeOnHost=everything`);
    expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringContaining("not the key") } });
  });

  test("a connection goes with the webhook of the workspace and what it made in every repository", async () => {
    const { at, remote, connection } = await made();
    expect((await hosts.server.owner.post(`/connections/${connection}/webhook`, {})).status).toBe(201);
    const level = { value: "1", level: "owner" };
    expect((await hosts.server.owner.put(`${at}/host-variables/SHARED`, level)).status).toBe(200);
    // What is remembered here is told without asking the host, whose token may be believed no more.
    hosts.bitbucket.asked.length = 0;
    const { items } = await leftoversAt(`/connections/${connection}`);
    expect(hosts.bitbucket.asked).toEqual([]);
    expect(
      items
        .map(({ kind, name, where }: Record<string, unknown>) => `${kind === "webhook" ? kind : name}: ${where}`)
        .sort(),
    ).toEqual([
      `INSIDE: acme/${hosts.name}, staging`,
      `OURS: acme/${hosts.name}`,
      "SHARED: acme, all of its repositories",
      `main, 30 3 * * 1: acme/${hosts.name}`,
      `staging: acme/${hosts.name}`,
      "webhook: acme, all of its repositories",
      `webhook: acme/${hosts.name}`,
    ]);
    const { status, body } = await hosts.server.owner.delete(`/connections/${connection}?${keysOf(items)}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(body.onHost.map(({ result }: { readonly result: string }) => result)).toEqual(Array(6).fill("removed"));
    expect([remote.schedules, hosts.bitbucket.world.variables.get("acme") ?? []]).toEqual([[], []]);
    expect(hosts.bitbucket.world.webhooks.get("acme") ?? []).toEqual([]);
    expect(remote.webhooks.map(({ uuid }) => uuid)).toEqual(["{jenkins}"]);
    expect((await leftoversAt(at)).items).toEqual([]);
  });

  test("what was made in a repository that another connection watches by now is that one's to take away", async () => {
    const { at, remote, connection: first } = await made();
    const { body: second } = await hosts.server.owner.post("/connections", {
      name: `other-${hosts.name}`,
      kind: "bitbucket-cloud",
      owner: "acme",
      baseUrl: hosts.bitbucket.url,
      credentials: { kind: "access-token", token: "t0ken" },
    });
    await hosts.watch(second.id);
    expect((await leftoversAt(`/connections/${first}`)).items).toEqual([]);
    const { items } = await leftoversAt(`/connections/${second.id}`);
    const { body } = await hosts.server.owner.delete(`/connections/${second.id}?${keysOf(items)}`);
    expect(body.onHost.map(({ result }: { readonly result: string }) => result)).toEqual(Array(4).fill("removed"));
    expect(remote.variables.map(({ key }) => key)).toEqual(["THEIRS"]);
    expect((await leftoversAt(at)).items).toEqual([]);
  });

  test("what was made for a workspace is found there when the connection is of another one", async () => {
    const { at, connection } = await made();
    const there = `/connections/${connection}`;
    expect((await hosts.server.owner.post(`${there}/webhook`, {})).status).toBe(201);
    const level = { value: "1", level: "owner" };
    expect((await hosts.server.owner.put(`${at}/host-variables/SHARED`, level)).status).toBe(200);
    expect((await hosts.server.owner.patch(there, { owner: "mills" })).status).toBe(200);
    const { items } = await leftoversAt(there);
    const ofAll = items.filter(({ where }: { readonly where: string }) => where === "acme, all of its repositories");
    expect(ofAll).toHaveLength(2);
    const { body } = await hosts.server.owner.delete(`${there}?${keysOf(ofAll)}`);
    expect(body.onHost).toMatchObject([{ result: "removed" }, { result: "removed" }]);
    expect(hosts.bitbucket.world.variables.get("acme") ?? []).toEqual([]);
    expect(hosts.bitbucket.world.webhooks.get("acme") ?? []).toEqual([]);
  });
});

test("a pipeline's variables on GitHub go with it, those that were there before do not", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  remote.settings.variables.set("LEVEL", "1");
  const repository = await hosts.watch(await hosts.connect("github"));
  const { body: own } = await hosts.server.owner.post(`/repositories/${repository}/environments`, { name: "live" });
  for (const [name, value] of Object.entries({ LEVEL: "2", REGION: "eu" })) {
    expect((await hosts.server.owner.put("/variables", { environment: own.id, name, value })).status).toBe(200);
  }
  const { body: pipeline } = await hosts.server.owner.post("/pipelines", { repository, name: "ship", text });
  const at = `/pipelines/${pipeline.id}`;
  const request = { environment: "live", secured: { TOKEN: "s3cret" } };
  const { digest } = (await hosts.server.owner.post(`${at}/sync-env`, request)).body;
  expect((await hosts.server.owner.post(`${at}/sync-env`, { ...request, digest })).body.applied).toBe(true);
  const { items } = await leftoversAt(at);
  expect(items.map(({ name, suggested }: Record<string, unknown>) => [name, suggested])).toEqual([
    ["REGION", true],
    ["TOKEN", true],
  ]);
  const { body: other } = await hosts.server.owner.post("/pipelines", { repository, name: "other", text });
  expect((await leftoversAt(at)).items).toMatchObject([
    { ours: true, suggested: false, note: expect.stringContaining("other pipelines") },
    { suggested: false },
  ]);
  expect((await hosts.server.owner.delete(`/pipelines/${other.id}`)).status).toBe(200);
  const { body } = await hosts.server.owner.delete(`${at}?${keysOf(items)}`);
  expect(body).toMatchObject({ archived: true, onHost: [{ result: "removed" }, { result: "removed" }] });
  expect([Object.fromEntries(remote.settings.variables), remote.settings.secrets.size]).toEqual([{ LEVEL: "2" }, 0]);
  expect((await hosts.server.owner.post(`${at}/purge`, {})).body).toEqual({ onHost: [] });
});

test("a runner of GitHub, which its machine's program made, is listed by its name", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  remote.machines.runners.push({ id: 5, name: "mac", os: "macos", status: "online", busy: false, labels: [] });
  const repository = await hosts.watch(await hosts.connect("github"));
  const { items } = await leftoversAt(`/repositories/${repository}`);
  expect(items).toMatchObject([{ kind: "runner", name: "mac", ours: false, suggested: false }]);
  const key = encodeURIComponent(items[0].key);
  const { body } = await hosts.server.owner.delete(`/repositories/${repository}?removeOnHost=${key}`);
  expect(body.onHost).toMatchObject([{ kind: "runner", result: "removed" }]);
  expect(remote.machines.runners).toEqual([]);
});

test("a required build of a Data Center goes with the only pipeline that it demands", async () => {
  const slug = hosts.name;
  const there = onDataCenter.addRepository(dataCenter.world, { id: 1, project: "ACME", slug, branch: "main" });
  const credentials = { kind: "access-token", token: "t0ken" };
  const host = { kind: "bitbucket-data-center", owner: "ACME", baseUrl: dataCenter.url };
  const connected = await hosts.server.owner.post("/connections", { name: "dc", ...host, credentials });
  const chosen = await hosts.server.owner.post(`/connections/${connected.body.id}/repositories`, { names: [slug] });
  const repository = chosen.body.items[0].id;
  const [one, two] = await Promise.all(
    ["one", "two"].map(
      async (name) => (await hosts.server.owner.post("/pipelines", { repository, name, text })).body.id,
    ),
  );
  const at = `/repositories/${repository}/required-builds`;
  for (const pipelines of [[one], [one, two]]) {
    expect((await hosts.server.owner.post(at, { pipelines, branch: "main" })).status).toBe(201);
  }
  const { items } = await leftoversAt(`/pipelines/${one}`);
  expect(items).toMatchObject([
    { kind: "required-build", name: "main", ours: true, suggested: true },
    { kind: "required-build", ours: true, suggested: false, note: expect.stringContaining("others") },
  ]);
  const { body } = await hosts.server.owner.delete(`/pipelines/${one}?${keysOf(items)}`);
  expect(body.onHost).toMatchObject([{ kind: "required-build", result: "removed" }]);
  expect(there.conditions).toHaveLength(1);
  const left = await leftoversAt(`/repositories/${repository}`);
  expect(left.items).toMatchObject([{ kind: "required-build", suggested: true }]);
  expect((await hosts.server.owner.delete(`/repositories/${repository}?${keysOf(left.items)}`)).status).toBe(200);
  expect(there.conditions).toEqual([]);
  expect((await hosts.server.owner.delete(`/connections/${connected.body.id}`)).body).toEqual({ onHost: [] });
});
