import { afterEach, expect } from "vitest";
import {
  addRepository,
  type BitbucketDouble,
  type Repository,
  startBitbucketDouble,
} from "../../../../test/forges/index.ts";
import { startServer, type TestServer } from "../start-server.ts";
import { share } from "./share.ts";

/** A server connected to a double of Bitbucket Cloud, for one file of tests; `begin` gives each a repository of its own. */
export interface BitbucketAt {
  readonly bitbucket: BitbucketDouble;
  readonly server: TestServer;
  /** The connection's id. */
  readonly connection: string;
  readonly remote: Repository;
  /** The repository's id here, once it is watched. */
  readonly repository: string;
  begin(): Promise<void>;
  /** Has the runs of the repository read from now on. */
  watch(): Promise<void>;
  /** The clock goes on, and nothing else. Milliseconds. */
  passTime(duration: number): void;
  /** As time goes by, until every repository is due again. */
  lookLater(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: an answer, as tests read it
  listed(): Promise<any[]>;
}

export function bitbucketAt(): BitbucketAt {
  // Runs of the double are made on New Year's Day.
  let now = Date.UTC(2026, 0, 2);
  let names = 0;
  const made: { bitbucket?: BitbucketDouble; server?: TestServer; remote?: Repository } = {};
  let connection = "";
  let repository = "";
  const there = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error("it has not begun");
    return value;
  };

  share(
    async () => {
      made.bitbucket = await startBitbucketDouble();
      made.bitbucket.tokens.set("Bearer t0ken", "all");
      made.server = await startServer({ allowPrivateAddresses: true, clock: { now: () => now } });
    },
    async () => {
      await made.server?.[Symbol.asyncDispose]();
      await made.bitbucket?.stop();
    },
  );
  afterEach(async () => {
    await at.server.owner.delete(`/connections/${connection}`);
    expect(at.bitbucket.violations).toEqual([]);
  });

  const at: BitbucketAt = {
    get bitbucket() {
      return there(made.bitbucket);
    },
    get server() {
      return there(made.server);
    },
    get remote() {
      return there(made.remote);
    },
    get connection() {
      return connection;
    },
    get repository() {
      return repository;
    },
    async begin() {
      names += 1;
      at.bitbucket.world.repositories.clear();
      at.bitbucket.faults.length = 0;
      at.bitbucket.asked.length = 0;
      made.remote = addRepository(at.bitbucket.world, `acme/shop-${names}`);
      const { status, body } = await at.server.owner.post("/connections", {
        name: `code-${names}`,
        kind: "bitbucket-cloud",
        owner: "acme",
        baseUrl: at.bitbucket.url,
        credentials: { kind: "access-token", token: "t0ken" },
      });
      expect(status, JSON.stringify(body)).toBe(201);
      connection = body.id;
    },
    async watch() {
      const path = `/connections/${connection}/repositories`;
      const { status, body } = await at.server.owner.post(path, { names: [`shop-${names}`] });
      expect(status, JSON.stringify(body)).toBe(200);
      repository = body.items[0].id;
      await at.server.app.collector.look();
    },
    passTime(duration) {
      now += duration;
    },
    async lookLater() {
      now += 15 * 60_000;
      await at.server.app.collector.look();
    },
    listed: async () => (await at.server.owner.get(`/executions?repository=${repository}&limit=200`)).body.items,
  };
  return at;
}
