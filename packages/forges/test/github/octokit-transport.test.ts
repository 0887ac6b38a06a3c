import { AsyncLocalStorage } from "node:async_hooks";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createOctokitTransport } from "../../src/github/octokit-transport.ts";
import {
  bearerCredentials,
  createForgeHttp,
  type ForgeClock,
  type ForgeHttpOptions,
  path,
  systemClock,
} from "../../src/index.ts";
import { describePromises } from "../support/describe-promises.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { json, type ScriptedHost, startScriptedHost, status } from "../support/scripted-host.ts";

describePromises({ createTransport: createOctokitTransport });

const schema = z.object({ fine: z.boolean() });
const okay = json({ fine: true });
const secondary = JSON.stringify({ message: "You have exceeded a secondary rate limit. Please wait a few minutes." });

function clientOf(host: ScriptedHost, options: Partial<ForgeHttpOptions> = {}) {
  return createForgeHttp({
    forge: "GitHub",
    baseUrl: `${host.url}/api/v3`,
    credentials: bearerCredentials("t0ken"),
    allowPrivateHosts: true,
    clock: leapingClock(),
    createTransport: createOctokitTransport,
    ...options,
  });
}

describe("a limit", () => {
  it.each([
    ["secondary, by 403", status(403, { "retry-after": "7" }, secondary)],
    ["secondary, by 429", status(429, { "retry-after": "7" }, secondary)],
    ["of the hour, by 403", status(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767225607" })],
    ["of the hour, by 429", status(429, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767225607" })],
  ])("%s is waited for where it is short, and what was refused is asked again", async (_, refusal) => {
    await using host = await startScriptedHost(refusal, okay);
    const clock = leapingClock();
    const posting = clientOf(host, { clock }).json({ method: "POST", path: "/x", body: {} }, schema);
    expect(await posting).toEqual({ fine: true });
    expect(clock.slept).toEqual([expect.toSatisfy((slept: number) => slept >= 7_000 && slept < 7_250)]);
    expect(host.asked).toHaveLength(2);
  });

  it("that lasts is told, and not slept", async () => {
    await using host = await startScriptedHost(status(403, { "retry-after": "900" }, secondary));
    const clock = leapingClock();
    const client = clientOf(host, { clock });
    for (const method of ["GET", "POST"] as const) {
      const limited = { code: "forge-limited", retryAfter: 900_000 };
      await expect(client.json({ method, path: "/x" }, schema)).rejects.toMatchObject(limited);
    }
    expect([clock.slept, host.asked.length]).toEqual([[], 1]);
  });

  it("that is met again and again is met as often as any other refusal", async () => {
    await using host = await startScriptedHost(status(429, { "retry-after": "1" }, secondary));
    await expect(clientOf(host).json({ path: "/x" }, schema)).rejects.toMatchObject({ status: 429, retryAfter: 1_000 });
    expect(host.asked).toHaveLength(4);
  });
});

describe("who gives up", () => {
  it.each([
    ["a limit is over", status(403, { "retry-after": "9" }, secondary)],
    ["asking again", status(503, { "retry-after": "9" })],
  ])("while waiting until %s hears so at once, and nothing more is asked", async (_, refusal) => {
    await using host = await startScriptedHost(refusal, okay);
    const printed = vi.spyOn(console, "warn");
    const giving = new AbortController();
    const reason = new Error("enough");
    const clock: ForgeClock = {
      now: Date.now,
      async sleep(milliseconds, signal) {
        giving.abort(reason);
        await systemClock.sleep(milliseconds, signal);
      },
    };
    const asking = clientOf(host, { clock }).json({ path: "/x", signal: giving.signal }, schema);
    await expect(asking).rejects.toBe(reason);
    expect(host.asked).toHaveLength(1);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  it("while the changes before it are sent hears so too, and its own is not", async () => {
    await using host = await startScriptedHost(okay);
    const client = clientOf(host);
    const giving = new AbortController();
    const reason = new Error("enough");
    const changes = Array.from({ length: 60 }, () => client.send({ method: "PUT", path: "/x", signal: giving.signal }));
    const settled = Promise.allSettled(changes);
    // Twenty are sent, as many wait, and those beyond are told to come back.
    const crowdedOut = await Promise.any(
      changes.map((change) =>
        change.then(
          () => Promise.reject(),
          (error) => error,
        ),
      ),
    );
    expect(crowdedOut).toMatchObject({ code: "forge-limited", retryAfter: 20_000 });
    await vi.waitFor(() => expect(host.asked.length).toBeGreaterThanOrEqual(20));
    giving.abort(reason);
    const ends = (await settled).map((end) => (end.status === "fulfilled" ? "sent" : end.reason));
    const given = ends.filter((end) => end === reason).length;
    expect(given).toBeGreaterThan(0);
    expect(host.asked.length).toBeLessThan(60 - given);
  });
});

it("what is asked reaches the host as it was said, whatever it holds", async () => {
  await using host = await startScriptedHost(okay);
  const client = clientOf(host);
  const text = fc.oneof(
    fc.constantFrom(":branch", "{owner}", "?a=:bc", "%3A", "/", "123n"),
    fc.string({ unit: "grapheme", minLength: 1 }).filter((one) => one !== "." && one !== ".."),
  );
  await fc.assert(
    fc.asyncProperty(text, text, async (name, word) => {
      host.asked.length = 0;
      await client.json({ path: `${path`/repos/${name}`}/:ref/{ref}`, query: { q: word } }, schema);
      const { pathname, searchParams } = new URL(`${host.url}${host.asked[0]?.url}`);
      expect(pathname.split("/").map(decodeURIComponent)).toEqual(["", "api", "v3", "repos", name, ":ref", "{ref}"]);
      expect([...searchParams]).toEqual([["q", word]]);
    }),
    { numRuns: 30 },
  );
});

it("each request is counted for whom it is made, also where it waits for another's end", async () => {
  await using host = await startScriptedHost(okay);
  const whose = new AsyncLocalStorage<number>();
  const counted: unknown[] = [];
  const budget = { take: () => counted.push(whose.getStore()) * 0, giveBack: () => undefined, left: () => 1 };
  const client = clientOf(host, { budget });
  const numbers = Array.from({ length: 15 }, (_, number) => number);
  await Promise.all(numbers.map((number) => whose.run(number, () => client.json({ path: "/x" }, schema))));
  expect(counted.toSorted()).toEqual(numbers.toSorted());
});
