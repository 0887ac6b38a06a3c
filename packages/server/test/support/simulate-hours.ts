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

export interface Workspace {
  readonly repositories: number;
  readonly requestLimit: number;
  /** Runs that have ended days ago, of each repository. */
  readonly old: number;
  /** In how many repositories one run follows the other, each of some minutes, so many milliseconds after connecting. */
  busy(passed: number): number;
}

/** What is seen of one workspace: a connection with an hour of its own. */
export interface Watched {
  readonly connection: string;
  readonly remotes: readonly Repository[];
  /** When each request was made, oldest first. */
  readonly spent: readonly number[];
  /** When the runs of each repository were listed, by its name. */
  readonly looks: ReadonlyMap<string, readonly number[]>;
  /** From one look at a repository in which something was seen to run until the next one. */
  readonly delays: readonly { readonly at: number; readonly ms: number }[];
  /** What `connections.collection` says now. */
  collection(): ReturnType<typeof JSON.parse>;
}

/** A server that collects from a double by the real collector, while its clock leaps from one moment to the next. */
export interface Simulation<Name extends string> extends AsyncDisposable {
  readonly server: TestServer;
  readonly of: Readonly<Record<Name, Watched>>;
  /** When all were connected. */
  readonly began: number;
  now(): number;
  /** Lets so many milliseconds pass. */
  pass(duration: number): Promise<void>;
}

const day = 86_400_000;
const runsFor = 20 * 60_000;
const restsFor = 10 * 60_000;
/** Between two moments; the server's own clockwork looks every two seconds what is due. */
export const leap = 5_000;

export async function simulateHours<Name extends string>(
  workspaces: Readonly<Record<Name, Workspace>>,
): Promise<Simulation<Name>> {
  const began = Date.UTC(2026, 2, 1);
  let now = began;
  const clock = {
    now: () => now,
    sleep: async (duration: number) => {
      now += duration;
    },
  };
  const bitbucket = await startBitbucketDouble();
  const server = await startServer({ allowPrivateAddresses: true, clock });
  const seen: Record<string, Seen> = {};
  for (const [name, workspace] of Object.entries<Workspace>(workspaces)) {
    seen[name] = await connect({ server, bitbucket, name, workspace, now });
  }
  const of = seen as Record<Name, Seen>;
  const all = Object.values<Seen>(of);

  async function look(): Promise<void> {
    await server.app.collector.look();
    for (const { path, headers } of bitbucket.asked.splice(0)) {
      const name = headers.authorization?.replace("Bearer ", "") ?? "";
      note(seen[name], path, now);
    }
  }

  await look();
  return {
    server,
    of,
    began,
    now: () => now,
    async pass(duration) {
      for (const until = now + duration; now < until; ) {
        const before = now;
        now += leap;
        for (const one of all) happen(one, { from: before, to: now, began });
        await look();
      }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await bitbucket.stop();
    },
  };
}

interface Seen extends Watched {
  readonly workspace: Workspace;
  readonly spent: number[];
  readonly looks: Map<string, number[]>;
  readonly delays: { at: number; ms: number }[];
}

interface Connecting {
  readonly server: TestServer;
  readonly bitbucket: BitbucketDouble;
  /** Of the workspace, and its token. */
  readonly name: string;
  readonly workspace: Workspace;
  readonly now: number;
}

async function connect({ server, bitbucket, name, workspace, now }: Connecting): Promise<Seen> {
  const { owner } = server;
  bitbucket.tokens.set(`Bearer ${name}`, "all");
  const remotes = Array.from({ length: workspace.repositories }, (_, number) => {
    const remote = addRepository(bitbucket.world, `${name}/r-${number}`);
    for (let old = workspace.old; old > 0; old--) {
      endRun(addRun(remote, { created_on: new Date(now - day - old * 3_600_000).toISOString() }), "SUCCESSFUL");
    }
    return remote;
  });
  const { body } = await owner.post("/connections", {
    name,
    kind: "bitbucket-cloud",
    owner: name,
    baseUrl: bitbucket.url,
    credentials: { kind: "access-token", token: name },
    requestLimit: workspace.requestLimit,
  });
  await owner.post(`/connections/${body.id}/repositories`, { pattern: "*" });
  return {
    workspace,
    connection: body.id,
    remotes,
    spent: [],
    looks: new Map(),
    delays: [],
    collection: async () => (await owner.get(`/connections/${body.id}/collection`)).body,
  };
}

function note(seen: Seen | undefined, path: string, now: number): void {
  seen?.spent.push(now);
  const [, name] = /\/repositories\/([^/]+\/[^/]+)\/pipelines\?.*page=1&/.exec(path) ?? [];
  if (seen === undefined || name === undefined) return;
  const looks = seen.looks.get(name) ?? [];
  const before = looks.at(-1) ?? 0;
  seen.looks.set(name, looks);
  looks.push(now);
  const run = seen.remotes.find(({ full_name }) => full_name === name)?.runs.at(-1);
  if (run === undefined || Date.parse(run.created_on) >= before) return;
  if (run.completed_on === undefined || Date.parse(run.completed_on) >= before) {
    seen.delays.push({ at: now, ms: now - before });
  }
}

/** What people do meanwhile in the busy ones, each at its own minutes. */
function happen({ workspace, remotes }: Seen, { from, to, began }: Record<"from" | "to" | "began", number>): void {
  for (const [index, remote] of remotes.slice(0, workspace.busy(to - began)).entries()) {
    const first = began + 60_000 + ((index * 97_000) % (runsFor + restsFor));
    const passed = (at: number) => Math.floor((at - first) / (runsFor + restsFor));
    if (passed(from) !== passed(to)) {
      beginRun(addRun(remote, { created_on: new Date(to).toISOString() }));
    }
    const last = remote.runs.at(-1);
    if (last?.completed_on !== undefined || last === undefined || to - Date.parse(last.created_on) < runsFor) continue;
    endRun(last, "SUCCESSFUL");
    last.completed_on = new Date(to).toISOString();
  }
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

/** The longest time without a look, from `since` until `now`. */
export function longestGap(looks: readonly number[], since: number, now: number): number {
  const times = [since, ...looks.filter((at) => at > since), now];
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}
