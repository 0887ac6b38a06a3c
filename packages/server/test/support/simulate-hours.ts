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
  /** In how many repositories one run follows the other, so many milliseconds after connecting. */
  busy(passed: number): number;
  /** Of these, how long each run takes, and the time until the next one. */
  readonly runsFor?: number;
  readonly restsFor?: number;
  /** Milliseconds after which always another one is pushed to, that rested until then; its run takes three minutes. */
  readonly pushes?: number;
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
  /** From a push to the first look at its repository. */
  readonly noticed: readonly { readonly at: number; readonly ms: number }[];
  /** How often the stages of each run were read, by its id. */
  readonly stages: ReadonlyMap<string, number>;
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
  /** How many of its runs have not ended here. */
  unfinished(watched: Watched): Promise<number>;
  /** Lets so many milliseconds pass. */
  pass(duration: number): Promise<void>;
}

const day = 86_400_000;
const usual = { runsFor: 20 * 60_000, restsFor: 10 * 60_000 };
const afterPush = 3 * 60_000;
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
    async unfinished({ collection }) {
      const { repositories } = await collection();
      return repositories.reduce((total: number, one: { readonly unfinished: number }) => total + one.unfinished, 0);
    },
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
  readonly stages: Map<string, number>;
  readonly delays: { at: number; ms: number }[];
  readonly noticed: { at: number; ms: number }[];
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
    stages: new Map(),
    delays: [],
    noticed: [],
    collection: async () => (await owner.get(`/connections/${body.id}/collection`)).body,
  };
}

function note(seen: Seen | undefined, path: string, now: number): void {
  seen?.spent.push(now);
  const [, run = ""] = /\/pipelines\/([^/]+)\/steps\?/.exec(path) ?? [];
  const id = decodeURIComponent(run);
  if (run !== "") seen?.stages.set(id, (seen.stages.get(id) ?? 0) + 1);
  const [, name] = /\/repositories\/([^/]+\/[^/]+)\/pipelines\?.*page=1&/.exec(path) ?? [];
  if (seen === undefined || name === undefined) return;
  const looks = seen.looks.get(name) ?? [];
  const before = looks.at(-1) ?? 0;
  seen.looks.set(name, looks);
  looks.push(now);
  const last = seen.remotes.find(({ full_name }) => full_name === name)?.runs.at(-1);
  if (last === undefined) return;
  const begun = Date.parse(last.created_on);
  if (begun > before) {
    if (before > 0) seen.noticed.push({ at: now, ms: now - begun });
  } else if (last.completed_on === undefined || Date.parse(last.completed_on) > before) {
    seen.delays.push({ at: now, ms: now - before });
  }
}

type Times = Readonly<Record<"from" | "to" | "began", number>>;

/** What people do meanwhile. */
function happen({ workspace, remotes }: Seen, { from, to, began }: Times): void {
  const { runsFor, restsFor, pushes } = { ...usual, ...workspace };
  const busy = workspace.busy(to - began);
  // In the busy ones each at its own minutes.
  for (const [index, remote] of remotes.slice(0, busy).entries()) {
    const first = began + 60_000 + ((index * 97_000) % (runsFor + restsFor));
    begin(remote, { from, to, first, every: runsFor + restsFor });
    end(remote, to - runsFor, to);
  }
  if (pushes === undefined) return;
  for (const [index, remote] of remotes.slice(busy).entries()) {
    begin(remote, { from, to, first: began + (index + 1) * pushes, every: Number.POSITIVE_INFINITY });
    end(remote, to - afterPush, to);
  }
}

interface Beginning {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly every: number;
}

function begin(remote: Repository, { from, to, first, every }: Beginning): void {
  const passed = (at: number) => (at < first ? -1 : Math.floor((at - first) / every));
  if (passed(from) !== passed(to)) beginRun(addRun(remote, { created_on: new Date(to).toISOString() }));
}

/** What began so long ago. */
function end(remote: Repository, before: number, now: number): void {
  const last = remote.runs.at(-1);
  if (last === undefined || last.completed_on !== undefined || Date.parse(last.created_on) > before) return;
  endRun(last, "SUCCESSFUL");
  last.completed_on = new Date(now).toISOString();
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
