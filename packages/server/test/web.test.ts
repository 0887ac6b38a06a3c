import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { buildWeb } from "../../../test/build-web.ts";
import { createServer } from "../src/index.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;

share(
  async () => {
    await buildWeb();
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
  120_000,
);

test("every page is the one document, with a nonce of this answer and nothing that runs within it", async () => {
  const first = await server.stranger.fetch("/");
  expect(first.status).toBe(200);
  expect(first.headers.get("content-type")).toContain("text/html");
  expect(first.headers.get("cache-control")).toBe("no-store");
  const policy = first.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/default-src 'none'.*script-src 'self' 'nonce-/);
  expect(policy).not.toContain("unsafe");
  const text = await first.text();
  expect(text).not.toMatch(/<script(?! type="module" crossorigin src="\/assets\/)|<style|\son\w+=|\sstyle=/);
  const [, nonce = ""] = /nonce="([^"]+)"/.exec(text) ?? [];
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(await (await server.stranger.fetch("/executions/any?status=failed")).text()).not.toContain(nonce);
});

test("what stands in an address is not in the page", async () => {
  const code = `"><script>alert(1)</script>`;
  const shown = await (await server.stranger.fetch(`/sign-in?code=${encodeURIComponent(code)}`)).text();
  expect(shown).not.toContain("alert");
});

test("what the document uses, this server has: for good, and as small as the client takes it", async () => {
  const text = await (await server.stranger.fetch("/sign-in")).text();
  const used = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(used.length).toBeGreaterThan(2);
  for (const path of used) {
    const plain = await server.stranger.fetch(path, { headers: { "accept-encoding": "identity" } });
    expect(plain.status).toBe(200);
    expect(plain.headers.get("cache-control")).toContain("immutable");
    expect(plain.headers.get("content-encoding")).toBeNull();
  }
  const script = used.find((path) => path.endsWith(".js")) ?? "";
  const plain = await server.stranger.fetch(script, { headers: { "accept-encoding": "identity" } });
  const { encoding, body } = await fetchRaw(`${server.url}${script}`);
  expect(encoding).toBe("br");
  expect(brotliDecompressSync(body).toString()).toBe(await plain.text());
});

test("a person sees a page at an address where nothing is, a program a problem", async () => {
  const page = await server.owner.fetch("/nowhere/at/all", { headers: { accept: "text/html" } });
  expect(page.status).toBe(404);
  expect(await page.text()).toContain('<div id="root">');
  const program = await server.owner.fetch("/nowhere");
  expect(program.status).toBe(404);
  expect(program.headers.get("content-type")).toContain("application/problem+json");
  const unversioned = await server.owner.fetch("/api/nowhere?x");
  expect(await unversioned.json()).toMatchObject({ detail: expect.stringMatching(/nothing at GET \/api\/nowhere$/) });
  for (const path of ["/api/nowhere", "/hooks/x", "/assets/none.js", "/assets/..%2Findex.html", "/assets/pages.json"]) {
    const refused = await server.owner.fetch(path, { headers: { accept: "text/html" } });
    expect([path, refused.headers.get("content-type")]).toEqual([path, expect.stringContaining("problem+json")]);
  }
});

test("a server whose pages are not built says so, and answers everything else", async () => {
  const empty = await mkdtemp(join(tmpdir(), "headrace-web-"));
  const bare = await createServer({ app: server.app, web: empty });
  try {
    const page = await bare.inject({ url: "/" });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain("npm start");
    expect((await bare.inject({ url: "/api/v1/health" })).statusCode).toBe(200);
  } finally {
    await bare.close();
    await rm(empty, { recursive: true, force: true });
  }
});

test("anybody can see whether a server waits for its first owner", async () => {
  await using fresh = await startServer({ empty: true });
  expect((await fresh.stranger.get("/setup")).body).toEqual({ waiting: true });
  expect((await server.stranger.get("/setup")).body).toEqual({ waiting: false });
});

interface Raw {
  readonly encoding: string | undefined;
  readonly body: Buffer;
}

/** As it came over the wire. */
async function fetchRaw(url: string): Promise<Raw> {
  const { promise, resolve, reject } = Promise.withResolvers<Raw>();
  request(url, { headers: { "accept-encoding": "gzip, br" } }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(chunks) }));
  })
    .on("error", reject)
    .end();
  return await promise;
}

test("pages, what they use and what is nowhere are sent without a word in the server's log", async () => {
  const talking = await createServer({ app: server.app, logLevel: "warn" });
  const url = await talking.listen({ host: "127.0.0.1", port: 0 });
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const page = await (await fetch(url)).text();
    const [, asset = ""] = /src="(\/assets\/[^"]+)"/.exec(page) ?? [];
    const asks: readonly [string, RequestInit, number][] = [
      [asset, {}, 200],
      [asset, { method: "HEAD" }, 200],
      ["/assets/none.js", {}, 404],
      ["/nowhere", { headers: { accept: "text/html" } }, 404],
      ["/api/v1/nowhere", {}, 404],
      ["/api/docs", {}, 200],
    ];
    for (const [path, init, status] of asks) {
      const answer = await fetch(url + path, init);
      expect([path, answer.status]).toEqual([path, status]);
      await answer.arrayBuffer();
    }
    expect(said.mock.calls.map(([line]) => String(line))).toEqual([]);
  } finally {
    said.mockRestore();
    await talking.close();
  }
});
