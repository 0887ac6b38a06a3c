import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { statfsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer as createListener } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { allOperations, type Operation } from "@headrace/app";
import { systemClock } from "@headrace/engine";
import { describe, expect, test } from "vitest";
import { createGate, createProject, endOf, type Project, runInline, stateOf, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;
share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

const unknownId = "01a1fc42-b97f-7bef-9713-0b6621de95a7";
const pathOf = ({ http }: Operation): string => http.path.replaceAll(/\{\w+\}/g, unknownId);
const isStream = ({ http }: Operation): boolean => http.answers?.includes("events") === true;

describe("bodies that are no input", () => {
  const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  const bodies: Readonly<Record<string, string>> = {
    "cut off": '{"name": "x',
    "no object": "[1, 2]",
    "a bare text": '"name"',
    "a number": "1e999",
    "an unknown field": '{"surelyUnknown": 1}',
    "a prototype": '{"__proto__": {"admin": true}, "surelyUnknown": 1}',
    "a constructor": '{"constructor": {"prototype": {"admin": true}}}',
    "deeply nested": deep,
    "not UTF-8": Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]).toString("latin1"),
  };
  const taking = allOperations.filter(
    ({ http, access }) =>
      http.method !== "GET" && http.method !== "DELETE" && http.body !== "bytes" && access.kind !== "public",
  );

  test.each(taking)("$name refuses them all in words of its own", async (operation) => {
    for (const [what, body] of Object.entries(bodies)) {
      const response = await server.owner.fetch(`/api/v1${pathOf(operation)}`, {
        method: operation.http.method,
        headers: { "content-type": "application/json" },
        body,
      });
      expect(response.status, what).toBeGreaterThanOrEqual(400);
      expect(response.status, what).toBeLessThan(500);
      expect(response.headers.get("content-type"), what).toContain("application/problem+json");
      expect(await response.text(), what).not.toMatch(/\bat .*\.ts:\d+|node_modules/);
    }
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });

  test("one of 100 MB is refused without being read", async () => {
    const before = process.memoryUsage().rss;
    const status = await new Promise<number>((resolve, reject) => {
      const asked = request(`${server.url}/api/v1/repositories`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${server.owner.token}`,
          "content-type": "application/json",
          "content-length": 100_000_000,
        },
      });
      asked.once("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
        asked.destroy();
      });
      asked.once("error", reject);
      asked.write(Buffer.alloc(64 * 1024, 0x20));
    });
    expect(status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test("one of 100 MB that does not say how long it is, is cut off", async () => {
    let sent = 0;
    const outcome = await new Promise<number | string>((resolve) => {
      const asked = request(`${server.url}/api/v1/repositories`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.owner.token}`, "content-type": "application/json" },
      });
      asked.once("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
        asked.destroy();
      });
      asked.once("error", () => resolve("cut off"));
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        if (asked.destroyed || sent >= 100) return;
        sent += 1;
        asked.write(chunk, () => setImmediate(more));
      };
      more();
    });
    expect([413, "cut off"]).toContain(outcome);
    expect(sent).toBeLessThan(100);
  });
});

describe("SQL and the like in what is asked", () => {
  const texts = [
    "' OR '1'='1",
    "x'; DROP TABLE executions; --",
    '") UNION SELECT token FROM tokens --',
    "%",
    "_",
    "\\",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "𝒳'\"`;--",
    "__proto__",
    "9".repeat(400),
    "-1",
    "1e308",
  ];
  const asking = allOperations.filter(({ http, access }) => http.method === "GET" && access.kind !== "public");

  test.each(asking)("$name takes it for a text in each of its keys", async (operation) => {
    const keys = Object.keys(operation.input.shape).filter((key) => !(key in (operation.http.headers ?? {})));
    for (const key of keys) {
      if (isStream(operation) && key === "follow") continue;
      for (const text of texts) {
        const value = encodeURIComponent(text.toWellFormed());
        const inPath = operation.http.path.includes(`{${key}}`);
        const path = operation.http.path.replace(`{${key}}`, value).replaceAll(/\{\w+\}/g, unknownId);
        const response = await server.owner.fetch(`/api/v1${path}${inPath ? "" : `?${key}=${value}`}`);
        const answer = await response.text();
        expect(response.status, `${key}=${text}: ${answer}`).toBeLessThan(500);
        expect(answer, `${key}=${text}`).not.toMatch(/sqlite|syntax error|SQLSTATE|node_modules/i);
      }
    }
  });

  test("a search is a part of a name, whatever it holds", async () => {
    for (const search of ["' OR '1'='1", "%", "_", "shop' --"]) {
      const { status, body } = await server.owner.get(`/repositories?search=${encodeURIComponent(search)}`);
      expect({ status, items: body.items }).toEqual({ status: 200, items: [] });
    }
    expect((await server.owner.get("/repositories?search=sho")).body.items).toHaveLength(1);
  });
});

describe("what is no HTTP", () => {
  const send = async (text: string): Promise<string> => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => undefined);
    socket.write(text);
    await Promise.race([once(socket, "close"), sleep(2_000)]);
    socket.destroy();
    return answer;
  };

  test("two lengths, a length beside chunks, and a broken header are refused", async () => {
    const head = `POST /api/v1/repositories HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
    for (const broken of [
      `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${head}X-Bad: a\nb: c\r\n\r\n`,
      `${head}Bad Header: x\r\n\r\n`,
      `GET /api/v1/repositories HTTP/9.9\r\n\r\n`,
    ]) {
      expect(await send(broken)).toMatch(/^HTTP\/1\.1 4\d\d/);
    }
  });

  test("line ends in what is asked make no header of the answer", async () => {
    for (const path of [
      "/api/v1/repositories?search=x%0d%0aSet-Cookie:%20a=b",
      "/api/v1/%0d%0aSet-Cookie:a=b",
      "/%0d%0aSet-Cookie:a=b",
    ]) {
      const answer = await send(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${server.owner.token}\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 /);
      expect(answer.split("\r\n\r\n", 1)[0]).not.toMatch(/^set-cookie/im);
    }
  });

  test("a path that is too long or not written as one is answered with a problem too", async () => {
    for (const path of [`/api/v1/repositories/${"x".repeat(600)}`, "/api/v1/repositories/%zz"]) {
      const answer = await send(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400/);
      expect(answer).toContain("application/problem+json");
      expect(answer).toContain('"mend"');
    }
  });

  test("paths that climb reach nothing", async () => {
    for (const path of [
      "/../../../../etc/passwd",
      "/api/docs/..%2f..%2f..%2fetc%2fpasswd",
      "/api/v1/..%5c..%5cetc",
      "/%2e%2e/%2e%2e/etc/passwd",
    ]) {
      const answer = await send(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 40[04]/);
      expect(answer).not.toContain("root:");
    }
  });
});

describe("repositories that lead into the server's own network", () => {
  test("are neither taken nor fetched, under whatever name the address goes", async () => {
    await using strict = await startServer({ trustPipelines: false });
    let connections = 0;
    const listener = createListener((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, resolve));
    const address = listener.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const hosts = [
      "127.0.0.1",
      "localhost",
      "[::1]",
      "2130706433",
      "0x7f000001",
      "127.1",
      "[::ffff:127.0.0.1]",
      "0.0.0.0",
    ];
    const add = (location: string) => strict.owner.post("/repositories", { name: "inside", location });
    const text = "name: p\nstages: { a: { steps: ['true'] } }\n";
    const { body } = await strict.owner.post("/repositories", { name: "app", location: "https://code.example.org/a" });
    const pipeline = await strict.owner.post("/pipelines", { name: "p", repository: body.id, text });
    try {
      for (const host of [...hosts, "169.254.169.254", "10.0.0.1", "[fd00::1]"]) {
        const location = `http://${host}:${port}/team/app.git`;
        for (const each of [location, `ssh://git@${host}/team/app.git`]) {
          expect(await add(each), each).toMatchObject({ status: 422, body: { code: "address-refused" } });
        }
        // A name could lead there too, later than when it was given.
        await strict.app.tables.updateTable("repositories").set({ location }).where("id", "=", body.id).execute();
        const planned = await strict.owner.post(`/pipelines/${pipeline.body.id}/plan`, { branch: "main" });
        expect(planned, host).toMatchObject({ status: 422, body: { code: "address-refused" } });
      }
      for (const location of [
        "/etc",
        "file:///etc",
        "ext::sh -c id",
        "-oProxyCommand=id",
        "https://user:secret@host/x",
      ]) {
        expect((await add(location)).status, location).toBe(400);
      }
      expect(connections).toBe(0);
    } finally {
      listener.close();
    }
  }, 30_000);
});

describe("what goes wrong around the server", () => {
  /** As another process would. */
  const lockOf = ({ app }: TestServer): Disposable => {
    const other = new DatabaseSync(join(app.options.dataDirectory, "headrace.db"));
    other.exec("BEGIN EXCLUSIVE");
    return { [Symbol.dispose]: () => other.close() };
  };
  const add = ({ owner }: TestServer, name: string) =>
    owner.post("/repositories", { name, location: "https://code.example.org/x.git" });

  test("another process locks the database: who writes waits, and who reads does not", async () => {
    if (server.app.store.database.kind !== "sqlite") return;
    // That a token is used is written down once a minute.
    await server.owner.get("/repositories");
    const order: string[] = [];
    const lock = lockOf(server);
    const writing = add(server, "waited").finally(() => order.push("written"));
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await server.owner.get("/repositories")).status).toBe(200);
      order.push("read");
    }
    lock[Symbol.dispose]();
    expect((await writing).status).toBe(201);
    expect(order).toEqual(["read", "read", "read", "written"]);
  });

  test("another process goes on locking the database: who writes is told, and it goes on", async () => {
    if (server.app.store.database.kind !== "sqlite") return;
    await using impatient = await startServer({ databasePatience: 100 });
    await impatient.owner.get("/repositories");
    const lock = lockOf(impatient);
    expect(await add(impatient, "refused")).toMatchObject({ status: 503, body: { code: "unavailable" } });
    lock[Symbol.dispose]();
    expect((await add(impatient, "after")).status).toBe(201);
  });

  test("the disk is full: a stage that writes more than fits fails, and the server goes on", async () => {
    const mounted = await mountSmall();
    if (mounted === undefined) return;
    await using small = mounted;
    const data = await startServer({ dataDirectory: small.path });
    const own = await createProject(data.owner);
    const { body } = await runInline(data.owner, own, {
      text: `name: full\nstages: { a: { steps: ['head -c 60000000 /dev/urandom | base64'] } }\n`,
    });
    // The journal may have no room for the end; what was kept can be read, and nothing else is harmed.
    await until(async () => {
      const { status, body: found } = await data.owner.get(`/executions/${body.id}`);
      expect([200, 507, 503]).toContain(status);
      return found.state === "ended" || small.free() < 100_000 ? true : undefined;
    });
    expect((await data.owner.get("/executions")).status).toBe(200);
    const log = await data.owner.get(`/executions/${body.id}/logs?limit=5`);
    expect(log.status).toBe(200);
    expect((await data.owner.get("/repositories")).status).toBe(200);
    await data[Symbol.asyncDispose]();
    await own.remove();
  }, 60_000);

  test("the clock jumps back and forth: what runs ends rightly, and its lines are whole", async () => {
    let offset = 0;
    await using jumping = await startServer({ clock: { ...systemClock, now: () => Date.now() + offset } });
    const own = await createProject(jumping.owner);
    await using gate = await createGate();
    const { body } = await runInline(jumping.owner, own, {
      text: `name: jump\nstages: { a: { steps: ['echo one; ${gate.wait}; echo two'] }, b: { needs: [a], steps: [echo three] } }\n`,
    });
    await until(async () => (await stateOf(jumping.owner, body.id, "a")) === "running" || undefined);
    offset = -3 * 60 * 60 * 1000;
    expect((await jumping.owner.get("/executions")).status).toBe(200);
    await gate.open();
    await sleep(50);
    offset = 26 * 60 * 60 * 1000;
    expect(await endOf(jumping.owner, body.id)).toMatchObject({ outcome: "success" });
    const log = await jumping.owner.get(`/executions/${body.id}/logs`);
    expect(log.body.items.map(({ text }: { readonly text: string }) => text)).toEqual(["one", "two", "three"]);
    const execution = (await jumping.owner.get(`/executions/${body.id}`)).body;
    expect(execution.durationMs ?? 0).toBeGreaterThanOrEqual(0);
    await own.remove();
  });
});

/** A file system of 40 MB; undefined where this process may not mount one. */
async function mountSmall(): Promise<({ readonly path: string; free(): number } & AsyncDisposable) | undefined> {
  const path = await mkdtemp(join(tmpdir(), "headrace-small-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=40m", "tmpfs", path]).status === 0;
  if (!mounted) {
    await rm(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    free: () => {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
    async [Symbol.asyncDispose]() {
      spawnSync("umount", ["-l", path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
