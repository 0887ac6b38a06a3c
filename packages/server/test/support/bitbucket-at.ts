import { addRepository, type Repository } from "../../../../test/forges/index.ts";
import { type Hosts, shareHosts } from "./share-hosts.ts";

/** A server connected to a double of Bitbucket Cloud, for one file of tests; `begin` gives each a repository of its own. */
export interface BitbucketAt extends Pick<Hosts, "server" | "bitbucket" | "lookLater" | "now"> {
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
  /** The executions of the repository. */
  listed(): ReturnType<Hosts["listed"]>;
}

export function bitbucketAt(): BitbucketAt {
  const hosts = shareHosts();
  let connection = "";
  let repository = "";
  let remote: Repository;
  return {
    get bitbucket() {
      return hosts.bitbucket;
    },
    get server() {
      return hosts.server;
    },
    get remote() {
      return remote;
    },
    get connection() {
      return connection;
    },
    get repository() {
      return repository;
    },
    async begin() {
      remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
      connection = await hosts.connect("bitbucket-cloud");
    },
    async watch() {
      repository = await hosts.watch(connection);
    },
    passTime: hosts.advance,
    lookLater: hosts.lookLater,
    now: hosts.now,
    listed: () => hosts.listed(repository),
  };
}
