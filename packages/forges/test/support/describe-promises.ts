import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  basicCredentials,
  bearerCredentials,
  createForgeHttp,
  createKnownAnswers,
  createRequestBudget,
  type ForgeHttp,
  type ForgeHttpOptions,
  gather,
} from "../../src/index.ts";
import { leapingClock } from "./leaping-clock.ts";
import { cut, json, type ScriptedHost, silence, startScriptedHost, status } from "./scripted-host.ts";

const okay = json({ fine: true });
const schema = z.object({ fine: z.boolean() });

/** Tests that a client holds what {@link ForgeHttp} promises, made with these options too. */
export function describePromises(made: Partial<ForgeHttpOptions> = {}): void {
  function clientOf(host: ScriptedHost, options: Partial<ForgeHttpOptions> = {}): ForgeHttp {
    return createForgeHttp({
      forge: "the host",
      baseUrl: `${host.url}/api`,
      credentials: bearerCredentials("t0ken"),
      allowPrivateHosts: true,
      clock: leapingClock(),
      random: () => 0.5,
      ...made,
      ...options,
    });
  }

  describe("repeats", () => {
    it.each([
      ["GET", 502, 2],
      ["GET", 503, 2],
      ["GET", 504, 2],
      ["PUT", 503, 2],
      ["DELETE", 503, 2],
      ["POST", 429, 1],
      ["POST", 502, 1],
      ["POST", 503, 1],
      ["PATCH", 504, 1],
      ["GET", 500, 1],
      ["GET", 400, 1],
    ] as const)("%s after %i: asked %i times", async (method, code, times) => {
      await using host = await startScriptedHost(status(code), okay);
      const asking = clientOf(host).json({ method, path: "/x" }, schema);
      if (times === 2) expect(await asking).toEqual({ fine: true });
      else await expect(asking).rejects.toMatchObject({ status: code });
      expect(host.asked).toHaveLength(times);
    });

    it("a POST that was refused for its rate, once the time that was told is over", async () => {
      await using host = await startScriptedHost(status(429, { "retry-after": "7" }), okay);
      const clock = leapingClock();
      await clientOf(host, { clock }).json({ method: "POST", path: "/x", body: {} }, schema);
      expect(clock.slept).toEqual([7_125]);
    });

    it("no longer than it was told to, and with growing pauses", async () => {
      await using host = await startScriptedHost(status(503));
      const clock = leapingClock();
      await expect(clientOf(host, { clock }).json({ path: "/x" }, schema)).rejects.toMatchObject({
        code: "forge-failed",
      });
      expect(clock.slept).toEqual([250, 500, 1000]);
      expect(host.asked).toHaveLength(4);
    });

    it("what was cut off while it was read", async () => {
      await using host = await startScriptedHost(cut, okay);
      expect(await clientOf(host).json({ path: "/x" }, schema)).toEqual({ fine: true });
      await using other = await startScriptedHost(cut);
      const posting = clientOf(other).json({ method: "POST", path: "/x" }, schema);
      await expect(posting).rejects.toMatchObject({ code: "forge-unreachable" });
      expect(other.asked).toHaveLength(1);
    });

    it("a removal whose first answer was lost, and is content when nothing is left", async () => {
      await using host = await startScriptedHost(status(502), status(404));
      await clientOf(host).send({ method: "DELETE", path: "/x" });
      await using other = await startScriptedHost(status(404));
      await expect(clientOf(other).send({ method: "DELETE", path: "/x" })).rejects.toMatchObject({
        code: "forge-not-found",
      });
    });

    it("a POST to a port where nothing listens: it was never sent", async () => {
      const host = await startScriptedHost(okay);
      await host[Symbol.asyncDispose]();
      const clock = leapingClock();
      const posting = clientOf(host, { clock }).json({ method: "POST", path: "/x" }, schema);
      await expect(posting).rejects.toMatchObject({ code: "forge-unreachable", cause: { code: "ECONNREFUSED" } });
      expect(clock.slept).toHaveLength(3);
    });
  });

  describe("limits", () => {
    it.each([
      ["429 with Retry-After", status(429, { "retry-after": "120" }), 120_000],
      ["429 with a date", status(429, { "retry-after": "Thu, 01 Jan 2026 00:02:00 GMT" }), 120_000],
      ["429 with nothing", status(429), 60_000],
      [
        "403 with its budget spent",
        status(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767225720" }),
        120_000,
      ],
    ])("are told by %s, and the next request is not made", async (_, answer, wait) => {
      await using host = await startScriptedHost(answer);
      const clock = leapingClock();
      const client = clientOf(host, { clock });
      const limited = { code: "forge-limited", retryAfter: wait };
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject(limited);
      await expect(client.json({ path: "/y" }, schema)).rejects.toMatchObject(limited);
      expect(host.asked).toHaveLength(1);
      clock.pass(wait);
      host.script = [okay];
      expect(await client.json({ path: "/y" }, schema)).toEqual({ fine: true });
    });

    it("that GitHub calls secondary are limits too, for a minute where it says no time", async () => {
      const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
      await using host = await startScriptedHost(status(403, {}, JSON.stringify({ message })));
      const clock = leapingClock();
      const client = clientOf(host, { clock });
      const limited = { code: "forge-limited", retryAfter: 60_000 };
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject({ ...limited, status: 403 });
      await expect(client.json({ path: "/y" }, schema)).rejects.toMatchObject(limited);
      expect(host.asked).toHaveLength(1);
      host.script = [status(403, {}, JSON.stringify({ message: "Resource not accessible by integration" }))];
      clock.pass(60_000);
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject({ code: "forge-forbidden" });
    });

    it("are kept by a budget of our own, which rolls", async () => {
      await using host = await startScriptedHost(okay);
      const clock = leapingClock();
      const budget = createRequestBudget({ limit: 3, clock });
      const [one, other] = [clientOf(host, { clock, budget }), clientOf(host, { clock, budget })];
      await one.json({ path: "/x" }, schema);
      clock.pass(3_590_000);
      await one.json({ path: "/x" }, schema);
      await other.json({ path: "/x" }, schema);
      expect(budget.left()).toBe(0);
      await other.json({ path: "/x" }, schema);
      expect(clock.slept).toEqual([10_000]);
      await expect(one.json({ path: "/x" }, schema)).rejects.toMatchObject({
        code: "forge-limited",
        retryAfter: 3_590_000,
      });
      expect(host.asked).toHaveLength(4);
    });
  });

  describe("redirects", () => {
    it("to another origin go without credentials, which stay away on the way back", async () => {
      await using host = await startScriptedHost(okay);
      await using other = await startScriptedHost(status(302, { location: `${host.url}/api/back` }));
      host.script = [status(307, { location: `${other.url}/elsewhere` }), okay];
      await clientOf(host).json({ path: "/x" }, schema);
      expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
      expect(host.asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer t0ken", undefined]);
    });

    it("within the host keep them, and are not followed for ever", async () => {
      await using host = await startScriptedHost(status(301, { location: "/api/moved" }), okay);
      await clientOf(host).json({ path: "/x" }, schema);
      expect(host.asked[1]?.headers.authorization).toBe("Bearer t0ken");
      host.script = [status(301, { location: "/api/moved" })];
      await expect(clientOf(host).json({ path: "/x" }, schema)).rejects.toMatchObject({
        code: "forge-answer-unreadable",
      });
      expect(host.asked).toHaveLength(8);
    });

    it("to another program of the same origin go without credentials, which stay away on the way back", async () => {
      await using host = await startScriptedHost(
        status(302, { location: "/apiary/elsewhere" }),
        status(302, { location: "/api/back" }),
        okay,
      );
      await clientOf(host).json({ path: "/x" }, schema);
      expect(host.asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer t0ken", undefined, undefined]);
      host.script = [status(302, { location: "/other/login" }), status(401)];
      await expect(clientOf(host).json({ path: "/x" }, schema)).rejects.toMatchObject({
        code: "forge-answer-unreadable",
        message: expect.stringContaining("/other/login, to which no credentials are given"),
      });
    });

    it("and links of pages to another program of the same origin are not asked with credentials", async () => {
      await using host = await startScriptedHost(okay);
      const asking = clientOf(host).json({ path: `${host.url}/apiary/x` }, schema);
      await expect(asking).rejects.toMatchObject({ code: "forge-answer-unreadable" });
      expect(host.asked).toEqual([]);
    });

    it("of what changes something are not followed", async () => {
      await using host = await startScriptedHost(status(307, { location: "/api/moved" }), okay);
      const posting = clientOf(host).json({ method: "POST", path: "/x" }, schema);
      await expect(posting).rejects.toMatchObject({ status: 307 });
      expect(host.asked).toHaveLength(1);
    });

    it("to private addresses are refused, and so is a base URL of one", async () => {
      await using host = await startScriptedHost(okay);
      const baseUrl = host.url.replace("http:", "https:");
      const client = clientOf(host, { baseUrl, allowPrivateHosts: false });
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject({ code: "address-refused" });
      expect(host.asked).toEqual([]);
    });

    it("connect to the addresses that were judged, whatever the name stands for", async () => {
      await using host = await startScriptedHost(okay);
      const baseUrl = host.url.replace("127.0.0.1", "forge.test");
      await clientOf(host, { baseUrl, resolveName: async () => ["127.0.0.1"] }).json({ path: "/x" }, schema);
      expect(host.asked).toHaveLength(1);
    });
  });

  describe("time", () => {
    it("runs out for an answer that never begins, and for one that never ends", async () => {
      await using host = await startScriptedHost(silence);
      const clock = leapingClock();
      const client = clientOf(host, { timeout: 40, attempts: 2, clock });
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject({ code: "forge-unreachable" });
      // Between its two attempts; whether the host has seen them all is up to the machine.
      expect(clock.slept).toHaveLength(1);
      host.script = [(response) => void response.write("{")];
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject({ code: "forge-unreachable" });
      const reading = (async () => {
        const stream = await client.open({ path: "/x" });
        for await (const _ of stream.body);
      })();
      await expect(reading).rejects.toMatchObject({ code: "forge-unreachable" });
    });

    it("ends with the caller's own reason when the caller gives up", async () => {
      await using host = await startScriptedHost(silence);
      const giving = new AbortController();
      const asking = clientOf(host).json({ path: "/x", signal: giving.signal }, schema);
      const reason = new Error("enough");
      giving.abort(reason);
      await expect(asking).rejects.toBe(reason);
    });
  });

  describe("answers", () => {
    it("that have not changed are not sent again", async () => {
      await using host = await startScriptedHost(json({ fine: true }, { etag: '"1"' }), status(304), okay);
      const client = clientOf(host);
      for (let time = 0; time < 2; time++) expect(await client.json({ path: "/x" }, schema)).toEqual({ fine: true });
      await client.json({ path: "/y" }, schema);
      expect(host.asked.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"', undefined]);
    });

    it("that have not changed cost nothing of our budget where they cost nothing of the host's", async () => {
      for (const [unchangedIsFree, left] of [
        [true, 9],
        [false, 7],
      ] as const) {
        await using host = await startScriptedHost(json({ fine: true }, { etag: '"1"' }), status(304));
        const clock = leapingClock();
        const budget = createRequestBudget({ limit: 10, clock });
        const client = clientOf(host, { clock, budget, unchangedIsFree });
        for (let time = 0; time < 3; time++) await client.json({ path: "/x" }, schema);
        expect(budget.left()).toBe(left);
      }
    });

    it("as long as a page of a hundred runs are remembered, each client's for itself, in one bounded memory", async () => {
      const large = (etag: string) => json({ fine: true, rest: "x".repeat(1_500_000) }, { etag });
      await using host = await startScriptedHost(large('"1"'), status(304), large('"2"'), status(304), large('"3"'));
      const known = createKnownAnswers(7_000_000, 2);
      const [one, other] = [clientOf(host, { known }), clientOf(host, { known })];
      for (const client of [one, one, other, one, other]) await client.json({ path: "/x" }, schema);
      for (const path of ["/y", "/x"]) await one.json({ path }, schema);
      const asked = host.asked.map(({ headers }) => headers["if-none-match"]);
      // The seventh finds its own forgotten: two have room.
      expect(asked).toEqual([undefined, '"1"', undefined, '"1"', '"2"', undefined, undefined]);
    });

    it.each([
      ["another form", json({ fine: "yes" }), "forge-answer-unreadable"],
      ["a page for people", status(200, {}, "<html>"), "forge-answer-unreadable"],
      [
        "a declared size over the cap",
        status(200, { "content-length": "5000" }, "x".repeat(5_000)),
        "forge-answer-too-large",
      ],
      [
        "more than the cap",
        status(200, { "transfer-encoding": "chunked" }, "x".repeat(5_000)),
        "forge-answer-too-large",
      ],
    ])("of %s are refused", async (_, answer, code) => {
      await using host = await startScriptedHost(answer);
      const client = clientOf(host, { largestAnswer: 1_000 });
      await expect(client.json({ path: "/x" }, schema)).rejects.toMatchObject({ code });
      expect(host.asked).toHaveLength(1);
    });

    it("of a stream that drips end when their time is over", async () => {
      await using host = await startScriptedHost((response) => {
        response.writeHead(200);
        const dripping = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(dripping));
      });
      const { body } = await clientOf(host, { longestStream: 300 }).open({ path: "/x" });
      const read = async () => {
        for await (const bytes of body) expect(bytes.length).toBeGreaterThan(0);
      };
      await expect(read()).rejects.toMatchObject({
        code: "forge-unreachable",
        message: expect.stringContaining("longer than 0.3 s"),
      });
    });

    it("of a list take no more of a page than was asked for, and no more altogether than memory has room for", () => {
      const few = gather<number>({ pageLength: 2, path: "/x" });
      few.add([1, 2, 3, 4]);
      expect(few.items).toEqual([1, 2]);
      const large = gather<string>({ pageLength: 2, path: "/x", largest: 1_000 });
      large.add(["x".repeat(900)]);
      expect(() => large.add(["x".repeat(900)])).toThrow(expect.objectContaining({ code: "forge-answer-too-large" }));
    });

    it("never bring credentials into an error, not even those that the host repeats", async () => {
      const credentials = basicCredentials("ada", "t0ken");
      const header = await credentials.authorization(undefined);
      const message = `bad token t0ken in ${header}`;
      await using host = await startScriptedHost(status(400, {}, JSON.stringify({ error: { message } })));
      const error: unknown = await clientOf(host, { credentials })
        .json({ path: "/x", query: { signature: "s1gned" } }, schema)
        .catch((thrown: unknown) => thrown);
      const shown = inspect(error, { depth: 10, showHidden: true });
      expect(shown).toContain("bad token ***");
      for (const secret of ["t0ken", header.slice(6), "s1gned"]) expect(shown).not.toContain(secret);
    });

    it.each([
      [{ key: "TOKEN", value: 's3cret "quoted"', secured: true }, 's3cret "quoted"'],
      [{ private_key: "-----BEGIN KEY-----\nc2VjcmV0\n-----END KEY-----" }, "c2VjcmV0"],
      [{ config: { url: "https://ci.test/hook", secret: "sign-with-this" } }, "sign-with-this"],
      [{ variables: [{ key: "LEVEL", value: "one\ntwo-of-it" }] }, "two-of-it"],
    ])("nor what %j brings, which the host repeats", async (body, secret) => {
      const message = `cannot take ${JSON.stringify(body)}, that is ${secret}`;
      await using host = await startScriptedHost(status(400, {}, JSON.stringify({ error: { message } })));
      const refusal = clientOf(host).send({ method: "POST", path: "/x", body });
      const shown = inspect(await refusal.catch((thrown: unknown) => thrown), { depth: 10, showHidden: true });
      expect(shown).toContain("cannot take");
      for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) expect(shown).not.toContain(form);
    });
  });
}
