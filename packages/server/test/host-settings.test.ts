import { beforeEach, describe, expect, test } from "vitest";
import { addRepository, onGitHub, type Repository } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

test.each(["repository", "environment"] as const)(
  "an environment's variables are written to a %s on GitHub, after a look at the difference",
  async (kind) => {
    const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
    const environment = onGitHub.addEnvironment(remote, "live");
    const { settings } = kind === "environment" ? environment : remote;
    settings.variables.set("LEVEL", "1").set("OLD", "x");
    settings.secrets.set("TOKEN", "before");
    const repository = await hosts.watch(await hosts.connect("github"));
    const { body: own } = await hosts.server.owner.post(`/repositories/${repository}/environments`, {
      name: "production",
    });
    for (const [name, value] of Object.entries({ LEVEL: "2", REGION: "eu" })) {
      expect((await hosts.server.owner.put("/variables", { environment: own.id, name, value })).status).toBe(200);
    }
    const text = "name: ship\nstages:\n  hello:\n    steps: [echo hello]\n";
    const { body: pipeline } = await hosts.server.owner.post("/pipelines", { repository, name: "ship", text });
    const at = `/pipelines/${pipeline.id}/sync-env`;
    const request = {
      environment: "production",
      ...(kind === "environment" ? { hostEnvironment: "live" } : {}),
      secured: { TOKEN: "s3cret" },
      remove: true,
    };
    const looked = await hosts.server.owner.post(at, request);
    expect(looked).toMatchObject({
      status: 200,
      body: {
        changes: [
          { name: "LEVEL", change: "change", from: "1", to: "2" },
          { name: "OLD", change: "remove", from: "x" },
          { name: "REGION", change: "add", to: "eu" },
          { name: "TOKEN", change: "change", secured: true },
        ],
        applied: false,
      },
    });
    expect(JSON.stringify(looked.body)).not.toMatch(/s3cret|before/);
    expect(settings.variables.get("LEVEL")).toBe("1");
    const { digest } = looked.body;
    expect((await (await hosts.server.client({ role: "developer" })).post(at, { ...request, digest })).status).toBe(
      403,
    );
    settings.variables.set("LATER", "x");
    expect(await hosts.server.owner.post(at, { ...request, digest })).toMatchObject({ status: 409 });
    settings.variables.delete("LATER");
    // Broken off in between: the next look shows the rest.
    hosts.github.faults.push({ on: /^POST .*\/variables/, reply: { status: 500, json: {} } });
    expect(await hosts.server.owner.post(at, { ...request, digest })).toMatchObject({ status: 502 });
    const rest = (await hosts.server.owner.post(at, request)).body;
    expect(rest.changes).toMatchObject([{ name: "LEVEL", change: "same" }, { name: "REGION", change: "add" }, {}]);
    expect((await hosts.server.owner.post(at, { ...request, digest: rest.digest })).body.applied).toBe(true);
    expect([Object.fromEntries(settings.variables), Object.fromEntries(settings.secrets)]).toEqual([
      { LEVEL: "2", REGION: "eu" },
      { TOKEN: "s3cret" },
    ]);
    const { body: audit } = await hosts.server.owner.get("/audit?operation=pipelines.sync-env");
    const { body: written } = await hosts.server.owner.get("/audit?operation=host.variables-written&limit=2");
    expect(JSON.stringify([audit, written])).not.toContain("s3cret");
    expect(written.items.map(({ detail }: { readonly detail: unknown }) => detail)).toEqual([
      {
        pipelineId: pipeline.id,
        variables: [{ name: "REGION", change: "add" }, expect.objectContaining({ name: "TOKEN" })],
      },
      {
        pipelineId: pipeline.id,
        variables: [
          { name: "LEVEL", change: "change" },
          { name: "OLD", change: "remove" },
        ],
      },
    ]);
    expect(await hosts.server.owner.post(at, { ...request, environment: "moon" })).toMatchObject({ status: 404 });
  },
);

describe("what a repository has on Bitbucket Cloud", () => {
  let remote: Repository;
  let at: string;

  beforeEach(async () => {
    remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    at = `/repositories/${await hosts.watch(await hosts.connect("bitbucket-cloud"))}`;
  });

  test("variables are set one by one on three levels, and secured ones never read", async () => {
    const { body: environment } = await hosts.server.owner.post(`${at}/host-environments`, { name: "staging" });
    const levels = ["", "?level=owner", `?level=environment&hostEnvironment=${encodeURIComponent(environment.id)}`];
    for (const level of levels) {
      const [, query] = level.split("?");
      const fields = Object.fromEntries(new URLSearchParams(query));
      const put = (name: string, body: unknown) =>
        hosts.server.owner.put(`${at}/host-variables/${name}`, { ...fields, ...Object(body) });
      expect((await put("LEVEL", { value: "1" })).body).toEqual({ name: "LEVEL", secured: false, value: "1" });
      expect((await put("LEVEL", { value: "2" })).body).toEqual({ name: "LEVEL", secured: false, value: "2" });
      expect((await put("TOKEN", { value: "s3cret", secured: true })).body).toEqual({ name: "TOKEN", secured: true });
      expect(await put("TOKEN", { value: "open" })).toMatchObject({ status: 400, body: { mend: expect.any(String) } });
      expect((await hosts.server.owner.get(`${at}/host-variables${level}`)).body.items).toEqual([
        { name: "LEVEL", secured: false, value: "2" },
        { name: "TOKEN", secured: true },
      ]);
      expect((await hosts.server.owner.delete(`${at}/host-variables/LEVEL${level}`)).status).toBe(200);
      expect((await hosts.server.owner.delete(`${at}/host-variables/LEVEL${level}`)).status).toBe(404);
      const { body: audit } = await hosts.server.owner.get("/audit?operation=repositories.set-host-variable&limit=2");
      expect(audit.items).toMatchObject([{ detail: { name: "TOKEN" } }, { detail: { name: "TOKEN" } }]);
      expect(JSON.stringify(audit)).not.toContain("s3cret");
    }
    expect(remote.variables).toMatchObject([{ key: "TOKEN", value: "s3cret" }]);
    expect((await hosts.server.owner.get(`${at}/host-environments`)).body.items).toEqual([environment]);
    const environmentAt = `${at}/host-environments/${encodeURIComponent(environment.id)}`;
    expect((await hosts.server.owner.patch(environmentAt, { name: "preview" })).body).toEqual({
      id: environment.id,
      name: "preview",
    });
    expect([...remote.names.values()]).toEqual(["preview"]);
    expect((await hosts.server.owner.delete(environmentAt)).status).toBe(200);
    expect(remote.environments.size).toBe(0);
  });

  test("the workspace's variables are written only by who may in the whole organization", async () => {
    const repository = at.split("/")[2] ?? "";
    const token = { name: `one-${repository}`, scopes: ["admin"], repositories: [repository] };
    const narrowed = { authorization: `Bearer ${(await hosts.server.owner.post("/tokens", token)).body.token}` };
    const put = (fields: object) =>
      hosts.server.stranger.put(`${at}/host-variables/LEVEL`, { value: "1", ...fields }, narrowed);
    expect((await put({})).status).toBe(200);
    expect(await put({ level: "owner" })).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("secret.write"), mend: expect.any(String) },
    });
    const removed = await hosts.server.stranger.delete(`${at}/host-variables/LEVEL?level=owner`, narrowed);
    expect(removed.status).toBe(403);
    expect(hosts.bitbucket.world.variables.get("acme")).toBeUndefined();
  });

  test("schedules are listed, made, switched and removed in our form of times, caches listed and removed", async () => {
    const made = await hosts.server.owner.post(`${at}/host-schedules`, { branch: "main", cron: "30 3 * * 1" });
    expect(made).toMatchObject({ status: 201, body: { branch: "main", cron: "30 3 * * 1", enabled: true } });
    expect(made.body.pattern).toBe(remote.schedules[0]?.cron_pattern);
    const one = `${at}/host-schedules/${encodeURIComponent(made.body.id)}`;
    expect((await hosts.server.owner.patch(one, { enabled: false })).body).toMatchObject({ enabled: false });
    expect((await hosts.server.owner.get(`${at}/host-schedules`)).body.items).toMatchObject([{ enabled: false }]);
    expect((await hosts.server.owner.delete(one)).status).toBe(200);
    expect(remote.schedules).toEqual([]);
    remote.caches.push({ uuid: "{c1}", name: "node", file_size_bytes: 12 });
    expect((await hosts.server.owner.get(`${at}/host-caches`)).body.items).toMatchObject([{ name: "node", size: 12 }]);
    expect((await hosts.server.owner.delete(`${at}/host-caches/${encodeURIComponent("{c1}")}`)).status).toBe(200);
    expect(remote.caches).toEqual([]);
  });

  test("caches are removed by their name, and what is in one is passed on to who may change the repository", async () => {
    for (const uuid of ["{c1}", "{c2}"]) remote.caches.push({ uuid, name: "node", file_size_bytes: 6, key_hash: uuid });
    remote.caches.push({ uuid: "{c3}", name: "node-modules", file_size_bytes: 6 });
    expect((await hosts.server.owner.get(`${at}/host-caches`)).body.items).toMatchObject([
      { name: "node", version: "{c1}" },
      { name: "node", version: "{c2}" },
      { name: "node-modules" },
    ]);
    expect((await hosts.server.owner.delete(`${at}/host-caches?name=node`)).status).toBe(200);
    expect(remote.caches).toMatchObject([{ uuid: "{c3}" }]);
    expect(await hosts.server.owner.delete(`${at}/host-caches?name=node`)).toMatchObject({ status: 422 });
    remote.cacheContents.set("{c3}", Buffer.from("packed"));
    hosts.bitbucket.askedOfStorage.length = 0;
    const content = `${at}/host-caches/${encodeURIComponent("{c3}")}/content`;
    const answer = await hosts.server.owner.fetch(`/api/v1${content}`);
    expect(answer.headers.get("content-disposition")).toContain('attachment; filename="cache-c3"');
    expect(await answer.text()).toBe("packed");
    expect([...answer.headers.values()].join()).not.toMatch(/s3cr3t|t0ken/);
    expect(hosts.bitbucket.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(await hosts.server.owner.get(`${at}/host-caches/none/content`)).toMatchObject({ status: 404 });
    expect((await (await hosts.server.client({ role: "viewer" })).get(content)).status).toBe(403);
  });
});
