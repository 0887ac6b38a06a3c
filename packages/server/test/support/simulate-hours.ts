import {
  addRepository,
  addRun,
  type BitbucketDouble,
  beginRun,
  endRun,
  type Repository,
  startBitbucketDouble,
} from "../../../../test/forges/index.ts";
import { startServer, type TestServer } from "../start-server.ts";

export interface SimulateOptions {
  readonly repositories: number;
  readonly requestLimit: number;
  /** Runs that have ended days ago, of each repository. */
  readonly old: number;
  /** Repositories in which one run follows the other, each of some minutes. */
  readonly busy: number;
}

/** A server that collects from a double by the real collector, while its clock leaps from one moment to the next. */
export interface Simulation extends AsyncDisposable {
  readonly server: TestServer;
  readonly bitbucket: BitbucketDouble;
  readonly connection: string;
  readonly remotes: readonly Repository[];
  now(): number;
  /** Lets so many milliseconds pass. */
  pass(duration: number): Promise<void>;
  /** When each request was made, oldest first. */
  readonly spent: readonly number[];
  /** When the runs of each repository were listed, by its name. */
  readonly looks: ReadonlyMap<string, readonly number[]>;
  /** Milliseconds from one look at a repository in which something was seen to run until the next one. */
  readonly delays: readonly number[];
}

const day = 86_400_000;
const runsFor = 20 * 60_000;
const restsFor = 10 * 60_000;
/** Between two moments; the server's own clockwork looks every two seconds what is due. */
const leap = 5_000;

export async function simulateHours(options: SimulateOptions): Promise<Simulation> {
  let now = Date.UTC(2026, 2, 1);
  const clock = {
    now: () => now,
    sleep: async (duration: number) => {
      now += duration;
    },
  };
  const bitbucket = await startBitbucketDouble();
  bitbucket.tokens.set("Bearer t0ken", "all");
  const server = await startServer({ allowPrivateAddresses: true, clock });
  const { owner } = server;
  const remotes = Array.from({ length: options.repositories }, (_, number) => {
    const remote = addRepository(bitbucket.world, `acme/r-${number}`);
    for (let old = options.old; old > 0; old--) {
      endRun(addRun(remote, { created_on: new Date(now - day - old * 3_600_000).toISOString() }), "SUCCESSFUL");
    }
    return remote;
  });
  const { body } = await owner.post("/connections", {
    name: "code",
    kind: "bitbucket-cloud",
    owner: "acme",
    baseUrl: bitbucket.url,
    credentials: { kind: "access-token", token: "t0ken" },
    requestLimit: options.requestLimit,
  });
  await owner.post(`/connections/${body.id}/repositories`, { pattern: "*" });

  const spent: number[] = [];
  const looks = new Map<string, number[]>();
  const delays: number[] = [];
  function stamp(): void {
    for (const { path } of bitbucket.asked.splice(0)) {
      spent.push(now);
      const [, name] = /\/repositories\/(acme\/[^/]+)\/pipelines\?.*page=1&/.exec(path) ?? [];
      if (name === undefined) continue;
      const before = looks.get(name)?.at(-1) ?? 0;
      looks.set(name, [...(looks.get(name) ?? []), now]);
      const run = bitbucket.world.repositories.get(name)?.runs.at(-1);
      if (run === undefined || Date.parse(run.created_on) >= before) continue;
      if (run.completed_on === undefined || Date.parse(run.completed_on) >= before) delays.push(now - before);
    }
  }

  /** What people do meanwhile in the busy ones, each at its own minutes. */
  function happen(from: number, to: number): void {
    for (const [index, remote] of remotes.slice(0, options.busy).entries()) {
      const phase = (index * 97_000) % (runsFor + restsFor);
      const passed = (at: number) => Math.floor((at - phase) / (runsFor + restsFor));
      if (passed(from) !== passed(to)) {
        beginRun(addRun(remote, { created_on: new Date(to).toISOString() }));
      }
      const last = remote.runs.at(-1);
      if (last?.completed_on !== undefined || last === undefined || to - Date.parse(last.created_on) < runsFor)
        continue;
      endRun(last, "SUCCESSFUL");
      last.completed_on = new Date(to).toISOString();
    }
  }

  await server.app.collector.look();
  stamp();
  return {
    server,
    bitbucket,
    connection: body.id,
    remotes,
    spent,
    looks,
    delays,
    now: () => now,
    async pass(duration) {
      for (const until = now + duration; now < until; ) {
        const before = now;
        now += leap;
        happen(before, now);
        await server.app.collector.look();
        stamp();
      }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await bitbucket.stop();
    },
  };
}

/** The most that was spent in any hour. */
export function mostInAnHour(spent: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, at] of spent.entries()) {
    while ((spent[first] ?? at) <= at - 3_600_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** The longest time between two looks, or since the last one; of those from `since` on. */
export function longestGap(looks: readonly number[], since: number, now: number): number {
  const after = [...looks.filter((at) => at > since), now];
  const before = looks.findLast((at) => at <= since) ?? since;
  return after.reduce(({ last, most }, at) => ({ last: at, most: Math.max(most, at - last) }), {
    last: before,
    most: 0,
  }).most;
}
