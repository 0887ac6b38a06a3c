import { prepareFirstStart } from "@headrace/app";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("a stranger sees how to sign in, and nothing else", async () => {
  const response = await server.stranger.fetch("/");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'self'/);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  expect(text).toContain("Sign in");
  expect(text).not.toMatch(/<script(?! src="\/assets\/)|<style|\son\w+=|\sstyle=/);
  expect(await (await server.stranger.fetch("/executions/any")).text()).toContain("Sign in");
});

test("what a page uses, this server has", async () => {
  const text = await (await server.stranger.fetch("/sign-in")).text();
  const used = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(used).toHaveLength(2);
  for (const path of used) expect((await server.stranger.fetch(path)).status).toBe(200);
});

test("a member sees what has run; what stands in an address is never read as HTML", async () => {
  const text = await (await server.owner.fetch("/")).text();
  expect(text).toContain("Nothing has run yet");
  const code = `"><script>alert(1)</script>`;
  const shown = await (await server.stranger.fetch(`/sign-in?code=${encodeURIComponent(code)}`)).text();
  expect(shown).not.toContain("<script>alert");
  expect(shown).toContain('value="&#34;&#62;&#60;script&#62;');
});

test("the link of the first start leads nowhere once there is an owner", async () => {
  await using fresh = await startServer();
  expect(await prepareFirstStart(fresh.app)).toEqual({ kind: "ready" });
  const response = await fresh.stranger.fetch("/welcome?code=x");
  expect(response.status).toBe(410);
  expect(await response.text()).toContain("has an owner already");
});

test("what is not there is said on a page", async () => {
  const response = await server.owner.fetch("/executions/01a1fc42-b97f-7bef-9713-0b6621de95b1");
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toContain("text/html");
});
