import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, type CreateAppOptions, createApp, type Role, type TokenScope } from "@headrace/app";
import { sharedLauncher } from "../../../test/launcher.ts";
import { borrowDatabase } from "../../../test/postgres/index.ts";
import { createServer } from "../src/index.ts";

/** A server on loopback with an owner, for one test file. */
export interface TestServer extends AsyncDisposable {
  readonly app: App & AsyncDisposable;
  readonly url: string;
  readonly organizationId: string;
  /** As the owner, with a token that may do everything. */
  readonly owner: Client;
  /** A member of the organization in this role, or with only some scopes. */
  client(options: { readonly role: Role; readonly scopes?: readonly TokenScope[] }): Promise<Client>;
  /** As somebody who is there already. */
  member(userId: string): Promise<Client>;
  /** The owner of another organization. */
  outsider(): Promise<Client>;
  /** Nobody. */
  readonly stranger: Client;
}

export interface Client {
  readonly token: string;
  readonly userId: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Anything else. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface StartServerOptions extends Partial<CreateAppOptions> {
  /** Without anybody, as at a first start; `owner` is then nobody. */
  readonly empty?: boolean;
}

export async function startServer({ empty = false, ...options }: StartServerOptions = {}): Promise<TestServer> {
  const directory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), "headrace-server-")));
  const database = await databaseOf(directory);
  const app = await createApp({
    trustPipelines: true,
    checkOutputs: true,
    version: "0.1.0",
    launcher: sharedLauncher,
    // Each would say that it has made a master key.
    warn: () => undefined,
    ...(database === undefined ? {} : { database: database.url }),
    ...options,
    dataDirectory: directory,
  });
  const server = await createServer({ app });
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  let people = 0;
  const person = async (): Promise<string> => {
    people += 1;
    const { userId } = await app.people.createUser({ email: `person-${people}@example.org`, name: `Person ${people}` });
    return userId;
  };
  const organization = async (ownerId: string, slug: string): Promise<string> =>
    (await app.people.createOrganization({ name: slug, slug, ownerId })).organizationId;
  const clientOf = async (userId: string, organizationId: string, scopes: readonly TokenScope[]): Promise<Client> => {
    const { token } = await app.tokens.create({ organizationId, userId, name: "test", scopes });
    return createClient(url, token, userId);
  };
  const ownerId = empty ? "" : await person();
  const organizationId = empty ? "" : await organization(ownerId, "team");
  return {
    app,
    url,
    organizationId,
    owner: empty ? createClient(url, "", "") : await clientOf(ownerId, organizationId, ["admin"]),
    client: async ({ role, scopes = ["admin"] }) => {
      const userId = await person();
      await app.people.addMember({ organizationId, userId, role });
      return await clientOf(userId, organizationId, scopes);
    },
    member: async (userId) => {
      const { organizationId: theirs } = await app.tables
        .selectFrom("member")
        .select("organizationId")
        .where("userId", "=", userId)
        .executeTakeFirstOrThrow();
      return await clientOf(userId, theirs, ["admin"]);
    },
    outsider: async () => {
      const userId = await person();
      return await clientOf(userId, await organization(userId, `other-${people}`), ["admin"]);
    },
    stranger: createClient(url, "", ""),
    async [Symbol.asyncDispose]() {
      await server.close();
      await app[Symbol.asyncDispose]();
      if (options.dataDirectory !== undefined) return;
      databases.delete(directory);
      await database?.[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type Database = Awaited<ReturnType<typeof borrowDatabase>>;

/** By data directory: a server that is started again has its rows where they were. */
const databases = new Map<string, Promise<Database>>();

/** What `HEADRACE_TEST_DATABASE=postgres` asks for: a database on the run's PostgreSQL for a data directory. */
export async function databaseOf(directory: string): Promise<Database | undefined> {
  if (process.env.HEADRACE_TEST_DATABASE !== "postgres") return undefined;
  const database = databases.get(directory) ?? borrowDatabase();
  databases.set(directory, database);
  return await database;
}

export function createClient(url: string, token: string, userId: string): Client {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    token,
    userId,
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) => send("POST", path, body, headers),
    put: (path, body, headers) => send("PUT", path, body, headers),
    patch: (path, body, headers) => send("PATCH", path, body, headers),
    delete: (path, headers) => send("DELETE", path, undefined, headers),
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (token !== "") headers.set("authorization", `Bearer ${token}`);
      return fetch(`${url}${path}`, { ...init, headers });
    },
  };
}
