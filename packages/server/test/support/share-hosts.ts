import { afterEach, beforeEach, expect } from "vitest";
import {
  type BitbucketDouble,
  type GitHubDouble,
  startBitbucketDouble,
  startGitHubDouble,
} from "../../../../test/forges/index.ts";
import { startServer, type TestServer } from "../start-server.ts";
import { share } from "./share.ts";

/** A server beside doubles of hosts, with a clock that the tests move. */
export interface Hosts {
  readonly server: TestServer;
  readonly bitbucket: BitbucketDouble;
  readonly github: GitHubDouble;
  /** Of the repository on a host that the test of now watches. */
  readonly name: string;
  /** Gives the connection's id. It is gone after the test. */
  connect(kind: "bitbucket-cloud" | "github", requestLimit?: number): Promise<string>;
  /** Has the runs of the repository read from now on, as executions; gives the repository's id. */
  watch(connection: string): Promise<string>;
  now(): number;
  advance(milliseconds: number): void;
  /** As time goes by, until every repository is due again. */
  lookLater(): Promise<void>;
  /** The executions of a repository. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API, which the tests look into
  listed(repository: string): Promise<any>;
}

/** Shares them between the tests of a file; hosts are empty before each, and have seen nothing unspecified after it. */
export function shareHosts(): Hosts {
  // Runs of the doubles are made on New Year's Day.
  let now = Date.UTC(2026, 0, 2);
  let names = 0;
  let started: Pick<Hosts, "server" | "bitbucket" | "github">;
  const connections: string[] = [];

  share(
    async () => {
      const [bitbucket, github] = await Promise.all([startBitbucketDouble(), startGitHubDouble()]);
      bitbucket.tokens.set("Bearer t0ken", "all");
      const server = await startServer({ allowPrivateAddresses: true, clock: { now: () => now } });
      started = { server, bitbucket, github };
    },
    async () => {
      await started.server[Symbol.asyncDispose]();
      await Promise.all([started.bitbucket.stop(), started.github[Symbol.asyncDispose]()]);
    },
  );
  beforeEach(() => {
    names += 1;
    started.bitbucket.world.variables.clear();
    for (const double of [started.bitbucket, started.github]) {
      double.world.repositories.clear();
      double.faults.length = 0;
      double.asked.length = 0;
    }
  });
  afterEach(async () => {
    for (const id of connections.splice(0)) await started.server.owner.delete(`/connections/${id}`);
    expect([...started.bitbucket.violations, ...started.github.violations]).toEqual([]);
  });

  return {
    get server() {
      return started.server;
    },
    get bitbucket() {
      return started.bitbucket;
    },
    get github() {
      return started.github;
    },
    get name() {
      return `shop-${names}`;
    },
    async connect(kind, requestLimit) {
      const { status, body } = await started.server.owner.post("/connections", {
        name: `code-${names}`,
        kind,
        owner: "acme",
        baseUrl: (kind === "github" ? started.github : started.bitbucket).url,
        credentials: { kind: "access-token", token: "t0ken" },
        ...(requestLimit === undefined ? {} : { requestLimit }),
      });
      expect({ status, body }).toMatchObject({ status: 201 });
      connections.push(body.id);
      return body.id;
    },
    async watch(connection) {
      const { body } = await started.server.owner.post(`/connections/${connection}/repositories`, {
        names: [`shop-${names}`],
      });
      await started.server.app.collector.look();
      return body.items[0].id;
    },
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
    async lookLater() {
      now += 15 * 60_000;
      await started.server.app.collector.look();
    },
    listed: async (repository) =>
      (await started.server.owner.get(`/executions?repository=${repository}&limit=200`)).body.items,
  };
}
