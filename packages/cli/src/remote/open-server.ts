import { Readable } from "node:stream";
import type { Client } from "@headrace/app/client";
import type { ArtifactRow, TestRow } from "@headrace/engine";
import { type ExecutionEvent, eventOfPublic } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { ListQuery } from "@headrace/store";
import type { FollowedLine, FollowLines, Records, ShownExecution } from "../input/records.ts";
import { connect } from "./connect.ts";
import { findExecution } from "./find-execution.ts";
import { executionsOf } from "./find-named.ts";
import type { ServerAddress } from "./find-server.ts";
import { openRemoteLog } from "./log-reader.ts";
import { remoteCaches } from "./remote-caches.ts";
import { artifactRow, executionRow, stageRows } from "./rows.ts";

const pageSize = 200;
const eventPage = 5000;

/** What a server keeps, as commands read it. */
export function openServer(server: ServerAddress): Records & { readonly client: Client } {
  const client = connect(server);
  /** By the digest of their content: what was listed and can be downloaded. */
  const artifactIds = new Map<string, string>();

  async function artifacts(execution: string): Promise<readonly ArtifactRow[]> {
    const { items } = await client.call("artifacts.list", { execution });
    const rows = items.map(artifactRow);
    for (const { digest, id } of rows) artifactIds.set(digest, id);
    return rows;
  }

  async function events(execution: string, fromSeq = 1): Promise<readonly ExecutionEvent[]> {
    const all: ExecutionEvent[] = [];
    for (let from: number | undefined = fromSeq; from !== undefined; ) {
      const page: Awaited<ReturnType<typeof readPage>> = await readPage(execution, from);
      all.push(...page.items.map(eventOfPublic));
      from = page.next;
    }
    return all;
  }

  async function readPage(execution: string, from: number) {
    return await client.call("executions.events", { execution, from, limit: eventPage });
  }

  return {
    client,
    store: {
      executions: {
        list: async (query) => await list(client, query),
        get: async (reference) => await findExecution(client, reference),
        stages: async (execution) => stageRows(await client.call("executions.get", { execution })),
        events,
      },
      journal: {
        load: async (execution) => {
          const { plan, source, sourcePath, secretNames } = await client.call("executions.record", { execution });
          return { plan, source, sourcePath, secretNames, events: await events(execution) };
        },
        // A server takes up what was interrupted by itself.
        interrupted: async () => [],
      },
      catalog: {
        artifacts,
        ...remoteCaches(client),
        tests: async (execution) => await tests(client, execution),
        usualDurations: async (_pipeline, execution) => {
          if (execution === undefined) return new Map();
          const { items } = await client.call("executions.usual-durations", { execution });
          return new Map(items.map(({ instance, durationMs }) => [instance, durationMs]));
        },
      },
      blobs: {
        has: async (digest) => artifactIds.has(digest),
        get: async (digest) => {
          const artifact = artifactIds.get(digest);
          if (artifact === undefined) throw new HeadraceError("blob-missing", `the server has no artifact ${digest}`);
          const { body } = await client.bytes("artifacts.download", { artifact });
          return Readable.from(body, { objectMode: false });
        },
      },
      prune: async () => ({ bytes: 0 }),
    },
    logs: { open: async (address) => await openRemoteLog(client, address) },
    location: async (execution) => {
      const { repositoryId } = await client.call("executions.get", { execution });
      return (await client.call("repositories.get", { repository: repositoryId })).location;
    },
    hostArtifacts: async (execution) => (await client.call("artifacts.list", { execution })).onHost,
    openHostArtifact: async (execution, name, hostArtifact) =>
      (await client.bytes("artifacts.download-by-name", { execution, name, hostArtifact })).body,
    machine: async () => await client.call("system.machine", {}),
    followLines: (execution, options) => followLines(client, execution, options),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function list(
  client: Client,
  { pipeline, outcome, status, branch, limit, cursor }: ListQuery,
): Promise<{ readonly executions: readonly ShownExecution[]; readonly cursor?: string }> {
  const filter = {
    ...(pipeline === undefined ? {} : await executionsOf(client, pipeline)),
    ...(branch === undefined ? {} : { branch }),
    ...(status === undefined ? {} : { state: status }),
    ...(outcome === undefined || outcome === "unfinished" ? {} : { outcome }),
  };
  if (outcome === "unfinished") {
    const states = (["running", "queued"] as const).filter((state) => status === undefined || state === status);
    const pages = await Promise.all(
      states.map((state) => client.call("executions.list", { ...filter, state, limit: Math.min(limit, pageSize) })),
    );
    const rows = pages.flatMap(({ items }) => items.map(executionRow));
    return { executions: rows.sort((one, other) => other.createdAt - one.createdAt).slice(0, limit) };
  }
  const executions: ShownExecution[] = [];
  let next = cursor;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read(next, limit - executions.length);
    executions.push(...page.items.map(executionRow));
    next = page.nextCursor;
  } while (next !== undefined && executions.length < limit);
  return { executions, ...(next === undefined ? {} : { cursor: next }) };

  async function read(after: string | undefined, left: number) {
    const more = after === undefined ? {} : { cursor: after };
    return await client.call("executions.list", { ...filter, ...more, limit: Math.min(left, pageSize) });
  }
}

async function tests(client: Client, execution: string): Promise<readonly TestRow[]> {
  const rows: TestRow[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof read>> = await read(cursor);
    for (const { file, message, ...row } of page.items) {
      rows.push({
        executionId: execution,
        ...row,
        ...(file === undefined ? {} : { file }),
        ...(message === undefined ? {} : { message }),
      });
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;

  async function read(after: string | undefined) {
    const more = after === undefined ? {} : { cursor: after };
    return await client.call("tests.list", { execution, limit: pageSize, ...more });
  }
}

interface LinesEvent {
  readonly lines: readonly {
    readonly stage: string;
    readonly instance: string;
    readonly attempt: number;
    readonly attemptLine: number;
    readonly stream: "stdout" | "stderr";
    readonly at: string;
    readonly text: string;
  }[];
}

async function* followLines(
  client: Client,
  execution: string,
  { stage, attempt, signal }: FollowLines,
): AsyncGenerator<readonly FollowedLine[]> {
  const asked = {
    execution,
    follow: true,
    ...(stage === undefined ? {} : { stage }),
    ...(attempt === undefined ? {} : { attempt }),
  };
  const options = signal === undefined ? {} : { signal };
  const shown = ({ lines }: LinesEvent): readonly FollowedLine[] =>
    lines.map(({ attemptLine, at, ...line }) => ({ ...line, line: attemptLine, at: Date.parse(at), cut: 0 }));
  for await (const { event, data } of client.events("logs.read", asked, options)) {
    if (event === "lines") yield shown(readData(data));
    else if (event === "gap") yield* fill(readData(data));
    else if (event === "complete") return;
  }

  /** Lines that were left out because we were slow: read as a range. */
  async function* fill({ from, to }: { readonly from: number; readonly to: number }) {
    for (let next = from; next <= to; ) {
      const page = await client.call("logs.read", { execution, from: next, limit: Math.min(eventPage, to - next + 1) });
      const lines = page.items.filter(
        (line) =>
          (stage === undefined || line.stage === stage || line.instance === stage) &&
          (attempt === undefined || line.attempt === attempt),
      );
      if (lines.length > 0) yield shown({ lines });
      if (page.next === undefined) return;
      next = page.next;
    }
  }
}

/** Believed: the server's own tests compare what it sends with its documentation. */
function readData(data: unknown): ReturnType<typeof JSON.parse> {
  return JSON.parse(JSON.stringify(data));
}
