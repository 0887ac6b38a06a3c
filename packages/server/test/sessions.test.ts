import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Answer, startServer, type TestServer } from "./start-server.ts";
import { quickPasswords } from "./support/quick-passwords.ts";
import { share } from "./support/share.ts";

const password = "a long sentence of my own";
let server: TestServer;
let userId: string;
share(
  async () => {
    server = await startServer({ passwords: quickPasswords });
    userId = await makeAda(server);
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

async function makeAda(at: TestServer): Promise<string> {
  const { userId: made } = await at.app.people.createUser({ email: "ada@example.org", name: "Ada Bell", password });
  await at.app.people.addMember({ organizationId: at.organizationId, userId: made, role: "owner" });
  return made;
}

const signIn = (at: TestServer, headers: Record<string, string> = {}, secret = password) =>
  at.stranger.post("/sign-in", { email: "Ada@example.org", password: secret }, { origin: at.url, ...headers });

async function cookieAt(at: TestServer, program = "a browser"): Promise<string> {
  const { headers } = await signIn(at, { "user-agent": program });
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

const statusOf = async (at: TestServer, cookie: string) => (await at.stranger.get("/me", { cookie })).status;

interface Listed {
  readonly id: string;
  readonly current: boolean;
  readonly program: string;
  readonly address: string;
}

test("a new password leaves the tokens alone, which it lists, unless they are to end with it", async () => {
  const { userId: id } = await server.app.people.createUser({ email: "bo@example.org", name: "Bo Lind", password });
  await server.app.people.addMember({ organizationId: server.organizationId, userId: id, role: "developer" });
  const bo = await server.member(id);
  const cookieOf = ({ headers }: Answer) => headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const signedIn = await server.stranger.post(
    "/sign-in",
    { email: "bo@example.org", password },
    { origin: server.url },
  );
  const change = (cookie: string, currentPassword: string, more: object) =>
    server.stranger.post("/me/password", { currentPassword, ...more }, { cookie, origin: server.url });
  const first = await change(cookieOf(signedIn), password, { newPassword: "another long sentence" });
  expect(first).toMatchObject({ status: 200, body: { tokens: [{ user: id, name: "test" }] } });
  expect((await bo.get("/me")).status).toBe(200);
  const revokeTokens = { newPassword: password, revokeTokens: true };
  const second = await change(cookieOf(first), "another long sentence", revokeTokens);
  expect(second).toMatchObject({ status: 200, body: { tokens: [] } });
  expect((await bo.get("/me")).status).toBe(401);
  expect((await server.owner.get("/me")).status).toBe(200);
});

describe("one's own sessions", () => {
  test("are listed with device, address and last use, and ended one by one or all but this one", async () => {
    const [here, phone, library] = [
      await cookieAt(server, "here"),
      await cookieAt(server, "a phone"),
      await cookieAt(server, "a library"),
    ];
    const from = { cookie: here, origin: server.url };
    const { body } = await server.stranger.get("/me/sessions", { cookie: here });
    const items: readonly Listed[] = body.items;
    expect(items.map(({ program, current }) => `${program} ${current}`).sort()).toEqual([
      "a library false",
      "a phone false",
      "here true",
    ]);
    for (const item of items) expect(item).toMatchObject({ address: "127.0.0.1", lastUsedAt: expect.any(String) });
    // Nothing of what a cookie holds is told.
    expect(JSON.stringify(body)).not.toContain(decodeURIComponent(phone).split("=")[1]?.split(".")[0]);

    const idOf = (program: string) => items.find((item) => item.program === program)?.id;
    expect((await server.stranger.delete(`/me/sessions/${idOf("a phone")}`, from)).status).toBe(200);
    expect(await statusOf(server, phone)).toBe(401);
    expect(await statusOf(server, library)).toBe(200);
    expect((await server.stranger.delete(`/me/sessions/${idOf("a phone")}`, from)).status).toBe(404);
    expect((await server.stranger.delete("/me/sessions", from)).status).toBe(200);
    expect(await statusOf(server, library)).toBe(401);
    expect(await statusOf(server, here)).toBe(200);
    const ended = await server.stranger.delete(`/me/sessions/${idOf("here")}`, from);
    expect(ended.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    expect(await statusOf(server, here)).toBe(401);
  });

  test("are nobody else's to see or to end, nor a token's", async () => {
    const mine = await cookieAt(server);
    const { body } = await server.stranger.get("/me/sessions", { cookie: mine });
    const { userId: other } = await server.app.people.createUser({ email: "eve@example.org", name: "Eve" });
    const [pair = ""] = (await server.app.people.beginSession(other))[0]?.split(";") ?? [];
    const answer = await server.stranger.delete(`/me/sessions/${body.items[0].id}`, {
      cookie: pair,
      origin: server.url,
    });
    expect(answer.status).toBe(404);
    expect((await server.stranger.get("/me/sessions", { cookie: pair })).body.items).toHaveLength(1);
    expect(await statusOf(server, mine)).toBe(200);
    expect((await server.owner.get("/me/sessions")).status).toBe(403);
    expect((await server.owner.delete("/me/sessions")).status).toBe(403);
    // Another site ends nothing.
    expect(
      (await server.stranger.delete("/me/sessions", { cookie: mine, origin: "https://evil.example.org" })).status,
    ).toBe(403);
  });
});

test("whoever reads the database can sign nobody in: tokens are hashed, and what signs cookies is sealed", async () => {
  const cookie = await cookieAt(server);
  const token = decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)).split(".")[0] ?? "";
  const { rows } = await server.app.tables
    .selectFrom("session")
    .selectAll()
    .execute()
    .then((found) => ({ rows: JSON.stringify(found) }));
  expect(token.length).toBeGreaterThanOrEqual(32);
  expect(rows).not.toContain(token);
  expect(rows).toContain(createHash("sha256").update(token).digest("hex"));
  const facts = await server.app.tables.selectFrom("server_facts").select("name").execute();
  expect(facts.map(({ name }) => name)).not.toContain("session-secret");
  expect(facts.map(({ name }) => name)).not.toContain("artifact-link-key");
});

test("sessions outlive a restart and a new master key, and end where the master key is another's", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "headrace-sessions-"));
  let cookie: string;
  {
    await using first = await startServer({ passwords: quickPasswords, dataDirectory });
    await makeAda(first);
    cookie = await cookieAt(first);
    await first.app.secrets.rotateMasterKey();
    expect(await statusOf(first, cookie)).toBe(200);
  }
  {
    await using second = await startServer({ passwords: quickPasswords, dataDirectory, empty: true });
    expect(await statusOf(second, cookie)).toBe(200);
  }
  const path = join(dataDirectory, "master.key");
  const key = await readFile(path, "utf8");
  await writeFile(path, `${Buffer.alloc(32, 7).toString("base64")}\n`);
  await expect(startServer({ passwords: quickPasswords, dataDirectory, empty: true })).rejects.toMatchObject({
    code: "master-key-refused",
  });
  await writeFile(path, key);
  await rm(dataDirectory, { recursive: true });
});

describe("failed sign-ins", () => {
  test("are in the audit log of the person's organizations, with the address and without what was typed", async () => {
    await signIn(server, {}, "a wrong guess of mine");
    await server.stranger.post("/sign-in/link", { code: `${userId}.${"A".repeat(43)}` });
    await server.stranger.post("/sign-in", { email: "nobody@example.org", password }, { origin: server.url });
    const { body } = await server.owner.get("/audit?operation=signed-in&limit=2");
    expect(body.items).toMatchObject([
      {
        outcome: "unauthenticated",
        target: "member",
        targetId: userId,
        actor: { kind: "system" },
        detail: { by: "link" },
      },
      {
        outcome: "unauthenticated",
        targetId: userId,
        detail: { by: "password", name: "Ada Bell", address: "127.0.0.1" },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain("a wrong guess");
    const outsider = await server.outsider();
    expect((await outsider.get("/audit?operation=signed-in")).body.items).toEqual([]);
  });

  test("close an account for a while at every server, also after a restart, and open it by time", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "headrace-attempts-"));
    let now = Date.now();
    const clock = { ...server.app.clock, now: () => now };
    {
      await using first = await startServer({ passwords: quickPasswords, dataDirectory, clock });
      await makeAda(first);
      expect((await signIn(first)).status).toBe(200);
      for (let count = 0; count < 5; count += 1) expect((await signIn(first, {}, "wrong")).status).toBe(401);
      // A right password forgets the wrong ones.
      expect((await signIn(first)).status).toBe(200);
      await Promise.all(Array.from({ length: 10 }, () => signIn(first, {}, "wrong")));
      const { body } = await first.owner.get("/audit?operation=signed-in&limit=50");
      const closed = body.items.filter((item: { detail: { closed?: string } }) => item.detail.closed !== undefined);
      expect(closed).toHaveLength(1);
    }
    await using second = await startServer({ passwords: quickPasswords, dataDirectory, clock, empty: true });
    const refused = await signIn(second);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate-limited" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(500);
    const kept = JSON.stringify(await second.app.tables.selectFrom("sign_in_attempts").selectAll().execute());
    expect(kept).not.toContain("ada");
    now += 10 * 60 * 1000;
    expect((await signIn(second)).status).toBe(200);
    await signIn(second, {}, "wrong");
    now += 2 * 60 * 60 * 1000;
    await second.app.retention.round();
    expect(await second.app.tables.selectFrom("sign_in_attempts").selectAll().execute()).toEqual([]);
    await rm(dataDirectory, { recursive: true });
  });
});
