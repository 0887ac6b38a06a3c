import { ownerSignInLink, prepareFirstStart } from "@headrace/app";
import type { ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createGate, createProject, endOf, runInline } from "./executions.ts";
import { type Client, createClient, startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

const password = "a long sentence of my own";
const code = (link: string) => new URL(link, "http://localhost").searchParams.get("code") ?? "";

/** What a browser sends from this server's own pages. */
const fromHere = (server: TestServer, cookie: string) => ({ cookie, origin: server.url });

/** The cookie to send back. */
function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

async function signIn(server: TestServer, email: string, secret = password): Promise<Response> {
  return await fetch(`${server.url}/api/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ email, password: secret }),
  });
}

/** Of all tables those that have the text in some row. */
async function tablesThatName(tables: ServerTables, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of await tables.introspection.getTables()) {
    const { rows } = await sql`SELECT * FROM ${sql.table(name)}`.execute(tables);
    if (JSON.stringify(rows).includes(text)) found.push(name);
  }
  return found;
}

describe("the first start", () => {
  let server: TestServer;
  share(
    async () => {
      server = await startServer({ empty: true });
    },
    async () => {
      await server[Symbol.asyncDispose]();
    },
  );

  const owner = { name: "Ada Bell", email: "Ada@Example.org", password, organization: "Mill Street & Söhne" };

  test("a link makes the owner, once, and signs him in", async () => {
    const first = await prepareFirstStart(server.app);
    const second = await prepareFirstStart(server.app);
    if (first.kind !== "link" || second.kind !== "link") throw new Error("no link");
    expect(first.path).toMatch(/^\/welcome\?code=[\w-]{43}$/);
    const { rows } = { rows: await server.app.tables.selectFrom("server_facts").selectAll().execute() };
    expect(JSON.stringify(rows)).not.toContain(code(second.path));

    // The second start's link replaced the first's.
    expect(await server.stranger.post("/setup", { ...owner, code: code(first.path) })).toMatchObject({
      status: 410,
      body: { code: "gone" },
    });
    // A mistake in the form does not use the link up.
    expect(
      (await server.stranger.post("/setup", { ...owner, password: "short", code: code(second.path) })).status,
    ).toBe(400);
    // Of several at once one is the first.
    const answers = await Promise.all(
      ["a", "b", "c"].map((name) =>
        server.stranger.post("/setup", { ...owner, email: `${name}@example.org`, code: code(second.path) }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410]);
    const made = answers.find(({ status }) => status === 201);
    const [cookie = ""] = made?.headers.getSetCookie() ?? [];
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\//);
    expect(cookie).not.toMatch(/Secure|Domain/i);

    const me = await server.stranger.get("/me", { cookie: cookieOf(made?.headers ?? new Headers()) });
    expect(me).toMatchObject({
      status: 200,
      body: {
        name: "Ada Bell",
        localRepositories: true,
        organizations: [{ name: "Mill Street & Söhne", slug: "mill-street-so-hne", role: "owner" }],
      },
    });
    expect(await prepareFirstStart(server.app)).toEqual({ kind: "ready" });
    expect((await server.stranger.post("/setup", { ...owner, code: code(second.path) })).status).toBe(410);
  });

  test("a sign-in link signs the owner in, once", async () => {
    await using server = await startServer();
    const link = (await ownerSignInLink(server.app)) ?? "";
    const answer = await server.stranger.post("/sign-in/link", { code: code(link) });
    expect(answer.status).toBe(200);
    expect((await server.stranger.get("/me", { cookie: cookieOf(answer.headers) })).status).toBe(200);
    expect((await server.stranger.post("/sign-in/link", { code: code(link) })).status).toBe(410);
    expect((await server.stranger.post("/sign-in/link", { code: `nobody.${code(link).split(".")[1]}` })).status).toBe(
      410,
    );
  });

  test("a link that is too old is refused", async () => {
    let now = Date.now();
    await using late = await startServer({ empty: true, clock: { ...server.app.clock, now: () => now } });
    const start = await prepareFirstStart(late.app);
    now += 24 * 60 * 60 * 1000;
    expect(
      (await late.stranger.post("/setup", { ...owner, code: code("path" in start ? start.path : "") })).status,
    ).toBe(410);
  });
});

describe("a bootstrap token", () => {
  test("is the owner's API token at every start, until it is replaced or revoked", async () => {
    await using server = await startServer({ empty: true });
    await expect(prepareFirstStart(server.app, { bootstrapToken: "x".repeat(19) })).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("19 characters"),
    });
    const token = "a-token-of-my-own-that-is-long";
    const pending = await prepareFirstStart(server.app);
    expect(await prepareFirstStart(server.app, { bootstrapToken: token })).toEqual({ kind: "token" });
    expect(await prepareFirstStart(server.app, { bootstrapToken: token })).toEqual({ kind: "token" });
    const as = (bearer: string) => server.stranger.get("/me", { authorization: `Bearer ${bearer}` });
    expect(await as(token)).toMatchObject({
      status: 200,
      body: { organizations: [{ slug: "default", role: "owner" }] },
    });
    // The link of an earlier start is worth nothing any more.
    expect(
      (
        await server.stranger.post("/setup", {
          code: code("path" in pending ? pending.path : ""),
          name: "x",
          email: "x@example.org",
          password,
          organization: "x",
        })
      ).status,
    ).toBe(410);

    expect(await prepareFirstStart(server.app, { bootstrapToken: `${token}-2` })).toEqual({ kind: "token" });
    expect([(await as(token)).status, (await as(`${token}-2`)).status]).toEqual([401, 200]);

    const list = await server.stranger.get("/tokens", { authorization: `Bearer ${token}-2` });
    expect(list.body.items).toMatchObject([{ name: "bootstrap", beginsWith: "a-to" }]);
    const { id } = list.body.items[0];
    await server.stranger.delete(`/tokens/${id}`, { authorization: `Bearer ${token}-2` });
    expect(await prepareFirstStart(server.app, { bootstrapToken: `${token}-2` })).toEqual({ kind: "ready" });
    expect((await as(`${token}-2`)).status).toBe(401);
  });

  test("is refused where people made accounts themselves", async () => {
    await using server = await startServer();
    await expect(prepareFirstStart(server.app, { bootstrapToken: "x".repeat(30) })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});

describe("people", () => {
  let server: TestServer;
  let owner: Client;
  share(
    async () => {
      server = await startServer();
      owner = server.owner;
    },
    async () => {
      await server[Symbol.asyncDispose]();
    },
  );

  async function join(email: string, role: string) {
    const invited = await owner.post("/invitations", { email, role });
    expect(invited.status).toBe(201);
    return await server.stranger.post("/invitations/accept", { code: code(invited.body.url), name: email, password });
  }

  test("somebody is invited by a link, joins, signs in with a password, and is removed with all he had", async () => {
    const invited = await owner.post("/invitations", { email: "Grace@example.org", role: "developer" });
    expect(invited.body.url).toMatch(/^http:\/\/localhost:4400\/invitation\?code=[\w-]{43}$/);
    expect((await owner.get("/invitations?search=GRACE")).body.items).toMatchObject([{ email: "grace@example.org" }]);
    expect((await owner.get("/invitations?search=ada@")).body.items).toEqual([]);
    const given = code(invited.body.url);
    expect((await server.stranger.post("/invitations/accept", { code: given })).status).toBe(400);
    const joined = await server.stranger.post("/invitations/accept", { code: given, name: "Grace Hill", password });
    expect(joined).toMatchObject({ status: 200, body: { role: "developer" } });
    expect((await server.stranger.post("/invitations/accept", { code: given, name: "Eve", password })).status).toBe(
      410,
    );
    expect((await owner.get("/invitations")).body.items).toEqual([]);

    const signed = await signIn(server, "grace@EXAMPLE.org");
    expect(signed.status).toBe(200);
    const cookie = cookieOf(signed.headers);
    // Signing in begins a session of its own: none that was there before is taken over.
    expect(cookie).not.toBe(cookieOf(joined.headers));
    const made = await server.stranger.post("/tokens", { name: "mine", scopes: ["run"] }, fromHere(server, cookie));
    expect(made.status).toBe(201);
    const bearer = { authorization: `Bearer ${made.body.token}` };
    expect((await server.stranger.get("/repositories", bearer)).status).toBe(200);

    const { userId } = joined.body;
    expect((await owner.delete(`/members/${userId}`)).status).toBe(200);
    expect((await server.stranger.get("/repositories", bearer)).status).toBe(401);
    expect((await server.stranger.get("/me", { cookie })).status).toBe(401);
    expect((await server.stranger.get("/me", { cookie: cookieOf(joined.headers) })).status).toBe(401);
    expect((await owner.get("/members")).body.items.map(({ userId: id }: { userId: string }) => id)).not.toContain(
      userId,
    );
  });

  test("whoever has an account joins with it, not with a new one", async () => {
    await join("twice@example.org", "viewer");
    const outsider = await server.outsider();
    const invited = await outsider.post("/invitations", { email: "twice@example.org", role: "maintainer" });
    const given = { code: code(invited.body.url) };
    expect(await server.stranger.post("/invitations/accept", { ...given, name: "Eve", password })).toMatchObject({
      status: 401,
      body: { detail: "twice@example.org has an account already" },
    });
    const cookie = cookieOf((await signIn(server, "twice@example.org")).headers);
    expect(await server.stranger.post("/invitations/accept", given, fromHere(server, cookie))).toMatchObject({
      status: 200,
      body: { role: "maintainer" },
    });
    const me = await server.stranger.get("/me", { cookie });
    expect(me.body.organizations).toMatchObject([{ role: "maintainer" }, { slug: "team", role: "viewer" }]);
    // Which of the two is meant must be said.
    expect((await server.stranger.get("/members", { cookie })).status).toBe(400);
    expect((await server.stranger.get("/members", { cookie, "headrace-organization": "team" })).status).toBe(200);
    // One organization's owner makes no link to a person who is somebody in another.
    expect((await owner.post(`/members/${me.body.id}/sign-in-link`)).status).toBe(409);
  });

  test("an owner makes another organization, which nobody of the first one sees", async () => {
    const { status, body } = await owner.post("/organizations", { name: "Mill Street" });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { name: "Mill Street", slug: expect.stringMatching(/^mill-street-[0-9a-f]{8}$/) },
    });
    const there = createClient(server.url, body.token, owner.userId);
    expect((await there.get("/members")).body.items).toMatchObject([{ userId: owner.userId, role: "owner" }]);
    const made = await there.post("/repositories", { name: "theirs", location: "https://code.example.org/theirs" });
    expect(made.status).toBe(201);
    expect((await owner.get(`/repositories/${made.body.id}`)).status).toBe(404);
    expect((await owner.get("/repositories?search=theirs")).body.items).toEqual([]);
    expect((await there.get("/organization", { "headrace-organization": "team" })).status).toBe(404);
    // The same name again tells nothing of the first one.
    expect((await owner.post("/organizations", { name: "Mill Street" })).status).toBe(201);
  });

  test("an owner deletes an organization: everything of it goes, but for what the audit log says", async () => {
    const made = (await owner.post("/organizations", { name: "Brief" })).body;
    const there = createClient(server.url, made.token, owner.userId);
    const project = await createProject(there, "brief");
    await using gate = await createGate();
    const text = `name: brief\nstages: { a: { steps: ['echo here > here; ${gate.wait}'], artifacts: [{ name: x, paths: [here] }], cache: [{ key: k, paths: [here] }] } }\n`;
    const { id } = (await runInline(there, project, { text })).body;
    const scope = { repository: project.repositoryId };
    expect((await there.put("/secrets", { ...scope, name: "TOKEN", value: "hush" })).status).toBe(200);
    expect((await there.put("/variables", { ...scope, name: "REGION", value: "x" })).status).toBe(200);
    expect((await there.put("/teams/operations", { members: [owner.userId] })).status).toBe(200);
    expect(await there.delete("/organization?name=brief")).toMatchObject({
      status: 400,
      body: { mend: 'write "Brief"' },
    });
    expect(await there.delete("/organization?name=Brief")).toMatchObject({ status: 409, body: { code: "conflict" } });
    await gate.open();
    expect(await endOf(there, id)).toMatchObject({ outcome: "success" });
    expect((await there.delete("/organization?name=Brief")).status).toBe(200);
    expect((await there.get("/organization")).status).toBe(401);
    expect((await owner.get("/me")).status).toBe(200);
    await server.app.retention.round();
    expect(await tablesThatName(server.app.tables, made.id)).toEqual(["audit_log"]);
    expect(await tablesThatName(server.app.tables, id)).toEqual([]);
    expect(await server.app.tables.selectFrom("cache_entries").select("id").execute()).toEqual([]);
    await project.remove();
  });

  test("an organization keeps an owner, whatever is asked at once", async () => {
    const { userId } = (await join("second@example.org", "owner")).body;
    const cookie = cookieOf((await signIn(server, "second@example.org")).headers);
    const answers = await Promise.all([
      owner.delete(`/members/${userId}`),
      server.stranger.patch(`/members/${owner.userId}`, { role: "viewer" }, fromHere(server, cookie)),
    ]);
    const owners = (
      await server.app.tables.selectFrom("member").selectAll().where("role", "=", "owner").execute()
    ).filter(({ organizationId }) => organizationId === server.organizationId);
    expect(owners.length).toBe(1);
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    // Set right again for the other tests.
    await server.app.tables.updateTable("member").set({ role: "owner" }).where("userId", "=", owner.userId).execute();
  });

  test("a forgotten password is replaced through a link, which ends the other sessions", async () => {
    const { userId } = (await join("forgetful@example.org", "viewer")).body;
    const before = cookieOf((await signIn(server, "forgetful@example.org")).headers);
    const { url } = (await owner.post(`/members/${userId}/sign-in-link`)).body;
    const answer = await server.stranger.post("/sign-in/link", {
      code: code(url),
      newPassword: "another long sentence",
    });
    expect(answer.status).toBe(200);
    expect((await server.stranger.get("/me", { cookie: before })).status).toBe(401);
    expect((await server.stranger.get("/me", { cookie: cookieOf(answer.headers) })).status).toBe(200);
    expect((await signIn(server, "forgetful@example.org")).status).toBe(401);
    expect((await signIn(server, "forgetful@example.org", "another long sentence")).status).toBe(200);
  });

  test("a role is narrowed for a repository, down to hiding it", async () => {
    const developer = await server.client({ role: "developer" });
    const { body } = await owner.post("/repositories", { name: "narrow", location: "https://a.example.org/b" });
    const limit = { user: developer.userId, scope: "repository", scopeId: body.id };
    expect((await owner.put("/role-limits", { ...limit, role: "none" })).status).toBe(200);
    expect((await developer.get(`/repositories/${body.id}`)).status).toBe(404);
    expect((await developer.get("/repositories")).body.items).toEqual([]);
    // Not told what it is kept out of.
    expect((await developer.get("/role-limits")).body.items).toEqual([]);
    expect((await owner.get(`/role-limits?user=${developer.userId}`)).body.items).toEqual([{ ...limit, role: "none" }]);
    expect((await owner.delete(`/role-limits/${developer.userId}/${body.id}`)).status).toBe(200);
    expect((await developer.get(`/repositories/${body.id}`)).status).toBe(200);
    const outsider = await server.outsider();
    expect((await outsider.put("/role-limits", { ...limit, user: outsider.userId, role: "none" })).status).toBe(404);
  });
});
