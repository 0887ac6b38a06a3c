import { describe, expect, test } from "vitest";
import { networkOf } from "../src/rest/network-of.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { sendRaw } from "./support/send-raw.ts";
import { share } from "./support/share.ts";

const password = "a long sentence of my own";
let server: TestServer;
let userId: string;
share(
  async () => {
    server = await startServer();
    ({ userId } = await server.app.people.createUser({ email: "ada@example.org", name: "Ada Bell", password }));
    await server.app.people.addMember({ organizationId: server.organizationId, userId, role: "owner" });
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

async function sessionCookie(): Promise<string> {
  return (await server.app.people.beginSession(userId)).map((cookie) => cookie.split(";", 1)[0]).join("; ");
}

describe("requests from another site", () => {
  const write = async (headers: Record<string, string>) =>
    (await server.stranger.patch("/organization", { name: "Changed" }, headers)).status;

  test("change nothing with a session's cookie", async () => {
    const cookie = await sessionCookie();
    const { port } = new URL(server.url);
    const foreign: readonly Record<string, string>[] = [
      {},
      { origin: "https://evil.example.org" },
      { origin: "null" },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { origin: `http://127.0.0.1.evil.example.org:${port}` },
      { origin: `https://127.0.0.1:${port}` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site", origin: server.url },
      { origin: server.url, "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "same-origin", origin: "https://evil.example.org" },
      { origin: "https://evil.example.org", "x-forwarded-host": "evil.example.org", "x-forwarded-proto": "https" },
    ];
    for (const headers of foreign) {
      expect(await write({ cookie, ...headers }), JSON.stringify(headers)).toBe(403);
    }
    expect((await server.owner.get("/organization")).body.name).toBe("team");
    expect(await write({ cookie, origin: server.url })).toBe(200);
    expect(await write({ cookie, "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await write({ cookie, origin: "http://localhost:4400" })).toBe(200);
  });

  test("sign nobody in, and send no form", async () => {
    const body = { email: "ada@example.org", password };
    expect((await server.stranger.post("/sign-in", body, { origin: "https://evil.example.org" })).status).toBe(403);
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]) {
      const answer = await server.stranger.fetch("/api/v1/sign-in", {
        method: "POST",
        headers: { "content-type": type },
        body: JSON.stringify(body),
      });
      expect([400, 415], type).toContain(answer.status);
    }
    const preflight = await server.stranger.fetch("/api/v1/sign-in", {
      method: "OPTIONS",
      headers: { origin: "https://evil.example.org", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
    const read = await server.owner.get("/me", { origin: "https://evil.example.org" });
    expect(read.headers.get("access-control-allow-origin")).toBeNull();
    expect(read.headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  test("a token that is wrong is not made up for by a cookie", async () => {
    const cookie = await sessionCookie();
    expect((await server.stranger.get("/me", { cookie, authorization: "Bearer wrong" })).status).toBe(401);
    expect((await server.stranger.get("/me", { cookie, authorization: "Basic cHJveHk6c2VjcmV0" })).status).toBe(200);
  });
});

describe("sessions", () => {
  test("end when one signs out, and a changed cookie is nobody's", async () => {
    const [cookie, other] = [await sessionCookie(), await sessionCookie()];
    const changed = cookie.replace(/=(.)/, (_found, first: string) => `=${first === "A" ? "B" : "A"}`);
    expect((await server.stranger.get("/me", { cookie: changed })).status).toBe(401);
    expect((await server.stranger.get("/me", { cookie: cookie.replace(/\.[^.]*$/, "") })).status).toBe(401);
    const out = await server.stranger.post("/sign-out", {}, { cookie, origin: server.url });
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie()[0]).toMatch(/=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await server.stranger.get("/me", { cookie })).status).toBe(401);
    expect((await server.stranger.get("/me", { cookie: other })).status).toBe(200);
  });

  test("a session that somebody was given before signing in is not the one he has after", async () => {
    const given = "better-auth.session_token=fixed.by-somebody-else";
    const answer = await server.stranger.post(
      "/sign-in",
      { email: "ada@example.org", password },
      { cookie: given, origin: server.url },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie().join()).not.toContain("fixed");
    // What the page's scripts can read is not the session.
    expect(Object.keys(answer.body)).toEqual(["userId"]);
  });

  test("a changed password ends the other sessions", async () => {
    const [cookie, other] = [await sessionCookie(), await sessionCookie()];
    const change = (currentPassword: string) =>
      server.stranger.post("/me/password", { currentPassword, newPassword: password }, { cookie, origin: server.url });
    expect(await change("not my password")).toMatchObject({
      status: 400,
      body: { faults: [{ path: "currentPassword" }] },
    });
    expect((await server.stranger.get("/me", { cookie: other })).status).toBe(200);
    const changed = await change(password);
    expect(changed.status).toBe(200);
    for (const old of [cookie, other]) expect((await server.stranger.get("/me", { cookie: old })).status).toBe(401);
    const fresh = changed.headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    expect((await server.stranger.get("/me", { cookie: fresh })).status).toBe(200);
  });

  test("cookies are for https alone where the world comes by https, and links lead where the operator said", async () => {
    await using secure = await startServer({ publicUrl: "https://ci.example.org/" });
    const [cookie] = await secure.app.people.beginSession(secure.owner.userId);
    expect(cookie).toMatch(/^__Secure-/);
    expect(cookie).toMatch(/; Secure/i);
    const [name = ""] = cookie?.split(";") ?? [];
    expect(
      (await secure.stranger.patch("/me", { name: "Ada" }, { cookie: name, origin: "https://ci.example.org" })).status,
    ).toBe(200);
    const invited = await sendRaw(
      secure.url,
      [
        "POST /api/v1/invitations HTTP/1.1",
        "Host: evil.example.org",
        "X-Forwarded-Host: evil.example.org",
        `Authorization: Bearer ${secure.owner.token}`,
        "Content-Type: application/json",
        "Content-Length: 45",
        "Connection: close",
        "",
        '{"email":"bob@example.org","role":"viewer"}  ',
      ].join("\r\n"),
    );
    expect(invited).toMatch(/^HTTP\/1.1 201/);
    expect(invited).not.toContain("evil");
    const document = await (await secure.stranger.fetch("/api/openapi.json")).json();
    expect(document).toMatchObject({ servers: [{ url: "https://ci.example.org/api/v1" }] });
  });
});

describe("passwords", () => {
  test("who has an account is not told: not by words, not by work", async () => {
    await server.app.people.createUser({ email: "no-password@example.org", name: "No Password" });
    const answers = [];
    for (const email of ["nobody@example.org", "ada@example.org", "no-password@example.org", "not an address"]) {
      const { status, body, headers } = await server.stranger.post("/sign-in", { email, password: "wrong password" });
      expect(headers.getSetCookie()).toEqual([]);
      answers.push({ status, ...body, instance: "" });
    }
    for (const answer of answers) expect(answer).toEqual({ ...answers[0], status: 401 });
  });

  test("are tried a few times for an account, however many addresses try, and whether it exists or not", async () => {
    await using other = await startServer();
    await other.app.people.createUser({ email: "ada@example.org", name: "Ada", password });
    for (const email of ["Ada@example.org", "nobody@example.org"]) {
      const before = await Promise.all(Array.from({ length: 9 }, () => trial(other, email)));
      expect(before.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 401));
    }
    // The tenth and last, and then none: at once, so that they could not be counted after the fact.
    const last = await Promise.all([trial(other, "ada@example.org"), trial(other, "ADA@example.org")]);
    expect(last.map(({ status }) => status).sort()).toEqual([401, 429]);
  });

  test("are counted together where clocks differ a little, and anew once one that was far ahead is right", async () => {
    let ahead = 0;
    await using other = await startServer({ clock: { now: () => Date.now() + ahead } });
    const statuses = async (count: number): Promise<readonly number[]> => {
      const answers: number[] = [];
      for (let index = 0; index < count; index += 1) answers.push((await trial(other, "ada@example.org")).status);
      return answers;
    };
    ahead = 24 * 60 * 60_000;
    expect(await statuses(9)).not.toContain(429);
    ahead = 5_000;
    expect(await statuses(5)).not.toContain(429);
    ahead = 0;
    expect(await statuses(6)).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test("are tried a few times from an address, whatever it says it is", async () => {
    await using other = await startServer();
    const answers = [];
    for (let index = 0; index < 24; index += 1) {
      answers.push(
        await other.stranger.post(
          "/sign-in",
          { email: `person-${index}@example.org`, password: "" },
          { "x-forwarded-for": `10.0.0.${index}`, "x-real-ip": `10.0.1.${index}`, forwarded: `for=10.0.2.${index}` },
        ),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual(
      Array.from({ length: 24 }, (_each, index) => (index < 20 ? 400 : 429)),
    );
    expect(answers.at(-1)).toMatchObject({ body: { code: "rate-limited", status: 429 } });
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
    // The other names of the same operation count with it.
    const alias = await other.stranger.fetch("/api/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(alias.status).toBe(429);
  });

  async function trial(at: TestServer, email: string) {
    return await at.stranger.post("/sign-in", { email, password: "wrong password" });
  }

  test("an address of the sixth version counts by its network", () => {
    expect(networkOf("2001:db8:1:2:aaaa::1")).toBe(networkOf("2001:0db8:1:2:bbbb:0:0:2"));
    expect(networkOf("2001:db8:1:2::1")).not.toBe(networkOf("2001:db8:1:3::1"));
    expect(networkOf("::1")).toBe("0:0:0:0");
    expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0");
    expect(networkOf("::ffff:10.0.0.1")).not.toBe(networkOf("::ffff:10.0.0.2"));
    expect(networkOf("10.0.0.1")).toBe("10.0.0.1");
  });
});

describe("what is kept", () => {
  test("no token, code or password stands in the database", async () => {
    const { body: made } = await server.owner.post(
      "/tokens",
      { name: "x", scopes: ["read"] },
      { "idempotency-key": "k" },
    );
    const { body: invited } = await server.owner.post(
      "/invitations",
      { email: "eve@example.org", role: "viewer" },
      {
        "idempotency-key": "i",
      },
    );
    const dump = JSON.stringify([
      await server.app.tables.selectFrom("tokens").selectAll().execute(),
      await server.app.tables.selectFrom("invitations").selectAll().execute(),
      await server.app.tables.selectFrom("idempotency_keys").selectAll().execute(),
      await server.app.tables.selectFrom("audit_log").selectAll().execute(),
      await server.app.tables.selectFrom("server_facts").selectAll().execute(),
    ]);
    const code = new URL(invited.url).searchParams.get("code") ?? "";
    expect(dump).toContain(made.id);
    for (const secret of [made.token, code, password]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(dump.includes(secret)).toBe(false);
    }
    // So that a repeat cannot be answered as the first was.
    const again = await server.owner.post("/tokens", { name: "x", scopes: ["read"] }, { "idempotency-key": "k" });
    expect(again).toMatchObject({ status: 409, body: { code: "idempotency-conflict" } });
  });
});

describe("headers and bodies", () => {
  test("pages may load nothing from elsewhere and stand in no frame", async () => {
    const { headers } = await server.stranger.fetch("/api/docs");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("a body of 100 MB is refused before it is read", async () => {
    const head = [
      "POST /api/v1/repositories HTTP/1.1",
      "Host: localhost",
      `Authorization: Bearer ${server.owner.token}`,
      "Content-Type: application/json",
    ];
    expect(await sendRaw(server.url, [...head, "Content-Length: 104857600", "", "{"].join("\r\n"))).toMatch(
      /^HTTP\/1.1 413/,
    );
    // Without a length it is read until it is too long.
    const chunk = "x".repeat(1024 * 1024);
    const chunks = Array.from({ length: 7 }, () => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
    expect(await sendRaw(server.url, [...head, "Transfer-Encoding: chunked", "", chunks].join("\r\n"))).toMatch(
      /^HTTP\/1.1 413/,
    );
  });

  test("a body nested without end is refused in words", async () => {
    const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
    expect(await server.owner.post("/pipelines", `{"name":"x","repository":"y","stages":${deep}}`)).toMatchObject({
      status: 400,
      body: { code: "invalid-input", detail: "the body is nested more than 100 levels deep" },
    });
    const flat = `${'{"a":'.repeat(90)}1${"}".repeat(90)}`;
    const answer = await server.owner.post("/pipelines", `{"name":"x","repository":"y","stages":${flat}}`);
    expect(answer.status).toBe(404);
  });

  test.each([
    [
      "too long headers",
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "headers-too-large",
    ],
    ["a method that HTTP does not know", "BREW /api/v1/repositories HTTP/1.1\r\nHost: x\r\n\r\n", 400, "invalid-input"],
    ["what is not HTTP", "\u0016\u0003\u0001\u0002\r\n\r\n", 400, "invalid-input"],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
      "invalid-input",
    ],
    ["no host", "GET /api/v1/repositories HTTP/1.1\r\n\r\n", 400, "invalid-input"],
    ["an expectation", "GET /api/v1/repositories HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", 401, "unauthenticated"],
  ])("%s is answered by a problem document", async (_what, request, status, code) => {
    const [head = "", body = ""] = (await sendRaw(server.url, request)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z]`));
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(JSON.parse(body)).toMatchObject({ status, code, title: expect.any(String), mend: expect.any(String) });
  });

  test("nothing that is sent ends a header or shows a stack", async () => {
    const path = `/api/v1/repositories/${encodeURIComponent("a\r\nSet-Cookie: x=1")}`;
    const answer = await server.owner.fetch(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.getSetCookie()).toEqual([]);
    for (const [request, status] of [
      ["GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400],
      ["GET /api/v1/repositories?limit[]=1&limit=2 HTTP/1.1\r\nHost: x\r\n\r\n", 401],
      ["BREW /api/v1/repositories HTTP/1.1\r\nHost: x\r\n\r\n", 400],
      ["GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404],
    ] as const) {
      const text = await sendRaw(server.url, request);
      expect(text, request).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
      expect(text).not.toMatch(/node_modules|\.ts:\d+|at \w+ \(/);
    }
    for (const body of [
      '{"__proto__":{"name":"x"}}',
      '{"constructor":{"prototype":{}}}',
      "[]",
      "null",
      '"x"',
      "{",
      "",
    ]) {
      const { status, body: problem } = await server.owner.post("/repositories", body);
      expect(status, body).toBe(400);
      expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:\d+|at \w+ \(/);
    }
  });
});
