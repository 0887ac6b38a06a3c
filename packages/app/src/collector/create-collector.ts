import type { Clock, IdSource } from "@headrace/engine";
import { type Forge, ForgeError, type Runs } from "@headrace/forges";
import { createFileLogStore, type Store } from "@headrace/store";
import type { ServerDatabase } from "@headrace/store/database";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import { forgeKind, requestLimitOf } from "../connections/connection.ts";
import type { Connections } from "../connections/connections.ts";
import { readConnection } from "../connections/read-connection.ts";
import { problemOf } from "../problems/problem-of.ts";
import type { Projections } from "../projections/create-projections.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { createSequences } from "../runs/sequence/create-sequences.ts";
import { createDueWorker } from "../triggers/due-worker.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import { collectRuns } from "./collect-runs.ts";
import type { Collector } from "./collector.ts";
import { historyMs } from "./estimate-history.ts";
import { followRename } from "./follow-rename.ts";
import { planPolling } from "./plan-polling.ts";
import { readTests } from "./read-tests.ts";
import { recordEnded } from "./record-ended.ts";
import { recordGone } from "./record-gone.ts";
import type { Watched } from "./record-run.ts";
import { createRemoteLogs } from "./remote-logs.ts";

export interface CreateCollectorOptions {
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  readonly store: Pick<Store, "journal" | "catalog">;
  /** Of all logs. Absolute. */
  readonly logsDirectory: string;
  readonly connections: Pick<Connections, "open" | "requestsLeft">;
  readonly projections: Pick<Projections, "rebuild">;
  readonly clock: Clock;
  readonly ids: IdSource;
  report(what: string, error: unknown): void;
}

/** What ran lately is looked at as what runs, for so long. */
const warmMs = 5 * 60_000;
/** Between two looks, however much is heard: a run tells of each of its steps. */
const soonestAgain = 5_000;
const pauses = { first: 5_000, longest: 15 * 60_000 };

export function createCollector(options: CreateCollectorOptions): Collector {
  const { database, tables, connections, clock, report } = options;
  const owner = options.ids.next();
  const sequences = createSequences({
    logs: createFileLogStore({ directory: options.logsDirectory, clock }),
    directory: options.logsDirectory,
    onFault: (error) => report("the order of log lines", error),
  });
  const remoteLogs = createRemoteLogs({ ...options, sequences });

  async function work(row: ForgeRepositoriesTable, signal: AbortSignal): Promise<void> {
    const changes = await collect(row, signal)
      .catch((error: unknown) => followRename(tables, { row, error, signal, ...options }))
      .catch((error: unknown) => afterFault(row, error));
    if (signal.aborted) return;
    await tables
      .updateTable("forge_repositories")
      .set({ ...changes, owner: null, lease_until: null })
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      .execute();
  }

  async function collect(row: ForgeRepositoriesTable, signal: AbortSignal): Promise<Partial<ForgeRepositoriesTable>> {
    const [connection, repository] = await Promise.all([
      readConnection(tables, row.connection_id),
      readRepository(tables, row.id),
    ]);
    const forge = await connections.open(row.connection_id);
    if (!hasRuns(forge)) return { attempts: 0, problem: `${forge.title} runs no pipelines`, next_attempt_at: null };
    const limit = requestLimitOf(connection);
    const now = clock.now();
    const repositoryName = { owner: row.forge_owner, name: row.forge_name };
    // What is old, and what went well, waits for what is new, and for people.
    const hasRoom = async () => (await connections.requestsLeft(row.connection_id)) > limit / 2;
    const collected = await collectRuns(
      { ...options, remoteLogs },
      {
        forge,
        watched: {
          repositoryId: row.id,
          organizationId: repository.organization_id,
          host: forge.kind,
          hostTitle: forge.title,
          name: row.forge_name,
        },
        repository: repositoryName,
        historyPage: row.read_at === null ? undefined : row.history_page,
        keepHistoryPage: async (page) => {
          await tables.updateTable("forge_repositories").set({ history_page: page }).where("id", "=", row.id).execute();
        },
        hasRoom: await hasRoom(),
        historySince: now - historyMs,
        signal,
      },
    );
    if (forge.tests !== undefined) {
      const of = { tests: forge.tests, repositoryId: row.id, repository: repositoryName };
      await readTests(options, { ...of, hasRoom, signal });
    }
    const changes = {
      attempts: 0,
      problem: null,
      history_page: collected.historyPage,
      history_from: Math.min(row.history_from ?? now, collected.oldestAt ?? now),
      runs_there: collected.total ?? null,
      read_at: collected.isWhole ? now : row.read_at,
      active_at: collected.newestAt ?? null,
      unfinished: collected.unfinished,
    };
    const polling = planPolling({ requestLimit: limit, ...(await countOf(row.connection_id, { ...row, ...changes })) });
    const every = isActive(changes, now) ? polling.activeEvery : polling.restingEvery;
    return { ...changes, next_attempt_at: clock.now() + (collected.isPartial ? 0 : every) };
  }

  /** What is looked at as what runs, and what rests; `changed` is as it will be kept. */
  async function countOf(connectionId: string, changed?: Activity & { readonly id: string }) {
    const rows = await tables
      .selectFrom("forge_repositories")
      .select(["id", "unfinished", "active_at"])
      .where("connection_id", "=", connectionId)
      .execute();
    const now = clock.now();
    const active = rows.filter((row) => isActive(row.id === changed?.id ? changed : row, now)).length;
    return { active, resting: rows.length - active };
  }

  /** What was read stays; it is tried again, the later the more often it failed. */
  function afterFault(row: ForgeRepositoriesTable, error: unknown): Partial<ForgeRepositoriesTable> {
    const problem = problemOf(error);
    if (problem.code === "internal") report(`reading the runs of ${row.forge_owner}/${row.forge_name}`, error);
    const asked = error instanceof ForgeError ? error.retryAfter : undefined;
    const pause = Math.max(asked ?? 0, pauseAfter(row.attempts, pauses));
    return { problem: problem.message, next_attempt_at: clock.now() + pause };
  }

  /** Undefined for a repository that is not connected. */
  async function watchedOf(repositoryId: string): Promise<Watched | undefined> {
    const row = await tables
      .selectFrom("forge_repositories as watched")
      .innerJoin("connections", "connections.id", "watched.connection_id")
      .select(["organization_id as organizationId", "kind", "forge_name as name"])
      .where("watched.id", "=", repositoryId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { kind, ...rest } = row;
    const host = forgeKind.parse(kind);
    return { ...rest, repositoryId, host, hostTitle: host };
  }

  async function hurry(repositoryId: string): Promise<void> {
    const now = clock.now();
    const row = await tables
      .selectFrom("forge_repositories")
      .select(["read_at", "problem"])
      .where("id", "=", repositoryId)
      .executeTakeFirst();
    // One that failed waits for its turn: whoever tells of it does not know what its host bears.
    if (row === undefined || row.problem !== null) return;
    const at = Math.max(now, (row.read_at ?? 0) + soonestAgain);
    await tables
      .updateTable("forge_repositories")
      .set({ next_attempt_at: at })
      .where("id", "=", repositoryId)
      .where("next_attempt_at", ">", at)
      .execute();
    if (at === now) void worker.look();
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "forge_repositories",
    owner,
    atOnce: 4,
    every: 2_000,
    work,
    report,
  });

  return {
    begin: () => worker.begin(),
    look: () => worker.look(),
    close: () => worker.close(),
    async heardOf(repositoryId, ended = []) {
      const watched = ended.length === 0 ? undefined : await watchedOf(repositoryId);
      if (watched === undefined || !(await recordEnded(options, watched, ended))) await hurry(repositoryId);
    },
    fetchLogs: (executionId, request) => remoteLogs.fetch(executionId, request),
    async abandon(of) {
      const rows = await tables
        .selectFrom("forge_runs")
        .innerJoin("forge_repositories as watched", "watched.id", "forge_runs.repository_id")
        .innerJoin("connections", "connections.id", "watched.connection_id")
        .select([
          "watched.id as repositoryId",
          "organization_id as organizationId",
          "kind",
          "forge_name as name",
          "run",
        ])
        .where("settled", "=", 0)
        .where(
          "connectionId" in of ? "connection_id" : "watched.id",
          "=",
          "connectionId" in of ? of.connectionId : of.repositoryId,
        )
        .execute();
      for (const { kind, run: key, ...row } of rows) {
        const host = forgeKind.parse(kind);
        await recordGone(options, { ...row, host, hostTitle: host }, { key, word: "disconnected" });
      }
    },
    async polling(connectionId) {
      const limit = requestLimitOf(await readConnection(tables, connectionId));
      return planPolling({ requestLimit: limit, ...(await countOf(connectionId)) });
    },
  };
}

function hasRuns(forge: Forge): forge is Forge & { readonly runs: Runs } {
  return forge.runs !== undefined;
}

type Activity = Pick<ForgeRepositoriesTable, "unfinished" | "active_at">;

/** Also what ran lately: it is planned as what it is looked at as, or the hour would be spent in minutes. */
function isActive({ unfinished, active_at: activeAt }: Activity, now: number): boolean {
  return unfinished > 0 || (activeAt !== null && now - activeAt < warmMs);
}
