import type { Clock, IdSource } from "@headrace/engine";
import { ForgeError } from "@headrace/forges";
import { createFileLogStore, type Store } from "@headrace/store";
import type { ServerDatabase } from "@headrace/store/database";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import type { Connections } from "../connections/connections.ts";
import { problemOf } from "../problems/problem-of.ts";
import type { Projections } from "../projections/create-projections.ts";
import { createSequences } from "../runs/sequence/create-sequences.ts";
import { createDueWorker } from "../triggers/due-worker.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import { abandonRuns } from "./abandon-runs.ts";
import { collectRuns } from "./collect-runs.ts";
import type { Collector } from "./collector.ts";
import { createRhythm } from "./create-rhythm.ts";
import { drawn } from "./drawn.ts";
import { historyMs } from "./estimate-history.ts";
import { followRename, isNameOf } from "./follow-rename.ts";
import { createKeptFiles } from "./kept-files.ts";
import { isOver } from "./observed-run.ts";
import { isLookedAt } from "./read-activity.ts";
import { readTests } from "./read-tests.ts";
import { recordEnded } from "./record-ended.ts";
import { createLookCounts } from "./reliability/count-looks.ts";
import { type LookFailure, lookFailureOf } from "./reliability/look-failure.ts";
import type { SeenChange } from "./reliability/seen-change.ts";
import { createRemoteLogs } from "./remote-logs.ts";
import { createRunReader, hasRuns } from "./run-reader.ts";
import { createOwnerWatch } from "./watch-owners.ts";
import { watchedOf } from "./watched-of.ts";

export interface CreateCollectorOptions {
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  readonly store: Pick<Store, "journal" | "catalog">;
  /** Of all logs. Absolute. */
  readonly logsDirectory: string;
  readonly connections: Pick<Connections, "open" | "spent" | "asLook">;
  readonly projections: Pick<Projections, "rebuild">;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Milliseconds that reading one repository may take at a time; five minutes unless said. */
  readonly turn?: number;
  report(what: string, error: unknown): void;
}

const longestTurn = 5 * 60_000;

/** What a run that ended so lately reported of its tests does not wait, where it failed. */
const newMs = 24 * 3_600_000;
/** When the hour is spent, those that wait come back within so long. */
const afterLimitMs = 60_000;
const pauses = { first: 5_000, longest: 15 * 60_000 };

export function createCollector(options: CreateCollectorOptions): Collector {
  const { database, tables, connections, clock, report } = options;
  const { turn = longestTurn } = options;
  const owner = options.ids.next();
  const sequences = createSequences({
    logs: createFileLogStore({ directory: options.logsDirectory, clock }),
    directory: options.logsDirectory,
    onFault: (error) => report("the order of log lines", error),
  });
  const remoteLogs = createRemoteLogs({ ...options, sequences });
  const files = createKeptFiles();
  const counts = createLookCounts(options);
  const rhythm = createRhythm({ ...options, wake: () => void worker.look() });

  async function work(row: ForgeRepositoriesTable, lost: AbortSignal): Promise<void> {
    const deadline = AbortSignal.timeout(turn);
    const signal = AbortSignal.any([lost, deadline]);
    const seen: SeenChange[] = [];
    let failure: LookFailure | undefined;
    const changes = await collect(row, signal, seen)
      .catch((error: unknown) => afterMissing(row, error, signal))
      .catch((thrown: unknown) => {
        const error = deadline.aborted ? tooLong(row, turn) : thrown;
        failure = lookFailureOf(error);
        return afterFault(row, error);
      });
    if (lost.aborted) return;
    const { next_attempt_at: next, ...read } = changes;
    const { numUpdatedRows: kept } = await tables
      .updateTable("forge_repositories")
      .set({ ...read, owner: null, lease_until: null })
      // What was heard while it was read may not have been there yet.
      .set(({ eb }) => ({
        next_attempt_at: eb
          .case()
          .when("next_attempt_at", ">", row.next_attempt_at)
          .then(eb.ref("next_attempt_at"))
          // As a parameter, so that the statement is always the same one.
          .else(eb.val(next ?? null))
          .end(),
      }))
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      .executeTakeFirst();
    // It may have been removed meanwhile; and a host that runs nothing was not looked at.
    if (kept > 0n && typeof next === "number") await counts.looked(row.id, failure, seen);
  }

  /** Adds to `seen` what changed, also where it throws then. */
  async function collect(
    row: ForgeRepositoriesTable,
    signal: AbortSignal,
    seen: SeenChange[],
  ): Promise<Partial<ForgeRepositoriesTable>> {
    const forge = await connections.open(row.connection_id);
    if (!hasRuns(forge)) return { attempts: 0, problem: `${forge.title} runs no pipelines`, next_attempt_at: null };
    const now = clock.now();
    const repositoryName = { owner: row.forge_owner, name: row.forge_name };
    // What is old waits for what is new, and for people. Most looks find nothing that asks for it.
    let forOthers: Promise<number> | undefined;
    const hasRoom = async (requests = 1) => {
      forOthers ??= rhythm.forOthers(row);
      const most = await forOthers;
      return most > 0 && (await connections.spent(row.connection_id)).others + requests <= most;
    };
    const collected = await collectRuns(
      { ...options, remoteLogs, files },
      {
        forge,
        watched: {
          repositoryId: row.id,
          organizationId: row.organization_id,
          host: forge.kind,
          hostTitle: forge.title,
          name: row.forge_name,
        },
        repository: repositoryName,
        forgeId: row.forge_id,
        history: row.read_at === null ? undefined : { page: row.history_page, total: row.history_total },
        historyRead: row.history_read,
        hasLooked: row.read_at !== null,
        newestBefore: row.newest_at ?? undefined,
        saw: (changed) => seen.push(...changed),
        keepHistory: async ({ page, total }) => {
          const kept = { history_page: page, history_total: total };
          await tables.updateTable("forge_repositories").set(kept).where("id", "=", row.id).execute();
        },
        hasRoom,
        stagesEvery: async () => {
          const isToldOf = (row.heard_at ?? 0) > (row.read_at ?? 0);
          return isToldOf || isLookedAt(row, now) ? 0 : (await rhythm.polling(row.connection_id)).stagesEvery;
        },
        asLook: connections.asLook,
        historySince: now - historyMs,
        signal,
      },
    );
    const of = { tests: forge.tests, repositoryId: row.id, repository: repositoryName };
    await readTests(options, { ...of, hasRoom, newSince: now - newMs, signal });
    const changes = {
      attempts: 0,
      problem: null,
      history_page: collected.history.page,
      history_total: collected.history.total,
      history_from: Math.min(row.history_from ?? now, collected.oldestAt ?? now),
      history_runs: collected.expected,
      history_read: collected.historyRead,
      read_at: collected.isWhole ? now : row.read_at,
      newest_at: collected.newestAt ?? null,
      active_at: row.read_at !== null && collected.isNews ? now : (row.active_at ?? collected.newestAt ?? null),
      unfinished: collected.unfinished,
    };
    // Asked for by its old name, it was still found; it need not be for long.
    const isElsewhere = collected.name !== undefined && !isNameOf(row, collected.name);
    const named = isElsewhere ? await followRename(options, row, signal) : undefined;
    const every = await rhythm.every({ ...row, ...changes }, { isFirst: row.read_at === null });
    const again = !collected.isWhole || (collected.isPartial && (await rhythm.forOthers({ ...row, ...changes })) > 0);
    return { ...changes, ...named, next_attempt_at: clock.now() + (again ? 0 : every) };
  }

  /** What is not found by its name may have another one now: then it is looked at again, at once. */
  async function afterMissing(row: ForgeRepositoriesTable, error: unknown, signal: AbortSignal) {
    if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
    const named = await followRename(options, row, signal);
    if (named === undefined) throw error;
    return { ...named, attempts: 0, problem: null, next_attempt_at: clock.now() };
  }

  /** What was read stays; it is tried again, the later the more often it failed. */
  function afterFault(row: ForgeRepositoriesTable, error: unknown): Partial<ForgeRepositoriesTable> {
    const problem = problemOf(error);
    if (problem.code === "internal") report(`reading the runs of ${row.forge_owner}/${row.forge_name}`, error);
    const asked = error instanceof ForgeError ? error.retryAfter : undefined;
    // The hour is spent: nothing failed.
    if (problem.code === "forge-limited" && asked !== undefined) {
      const later = asked + Math.ceil(drawn(row.id) * afterLimitMs);
      return { attempts: 0, problem: problem.message, next_attempt_at: clock.now() + later };
    }
    const pause = Math.max(asked ?? 0, pauseAfter(row.attempts, pauses));
    return { problem: problem.message, next_attempt_at: clock.now() + pause };
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "forge_repositories",
    owner,
    atOnce: 8,
    // One host that is slow takes its own turns, and nobody else's; and of many hosts an organization leaves some to others.
    together: [
      { by: "connection_id", most: 2 },
      { by: "organization_id", most: 6 },
    ],
    every: 2_000,
    work,
    prepare: () => rhythm.bringForward(),
    report,
  });

  const owners = createOwnerWatch({ ...options, rhythm, owner });

  return {
    async begin() {
      await owners.begin();
      await worker.begin();
    },
    async look() {
      await owners.look();
      await worker.look();
    },
    async close() {
      await Promise.all([owners.close(), worker.close()]);
    },
    async heardOf(repositoryId, ended = []) {
      const watched = ended.length === 0 ? undefined : await watchedOf(tables, repositoryId);
      await rhythm.heard(repositoryId);
      if (watched !== undefined) {
        const { isAll, changes } = await recordEnded(options, watched, ended);
        if (changes.length > 0) await counts.told(repositoryId, changes);
        if (isAll) return;
      }
      await rhythm.hurry(repositoryId);
    },
    readSoon: (repositoryId) => rhythm.hurry(repositoryId),
    async readRun(place, run) {
      // Somebody waits for it, and nobody for what it tells of how reliably runs are collected.
      const asked = { hasRoom: async () => true, hasLooked: false, newestBefore: undefined, saw: () => {} };
      await createRunReader({ ...options, remoteLogs, files }, { ...place, ...asked }).record([run]);
      if (!isOver(run)) await rhythm.hurry(place.watched.repositoryId);
    },
    lookedAt: (place) => rhythm.lookedAt(place),
    firstLooks: (connectionId, count) => rhythm.firstLooks(connectionId, count),
    fetchLogs: (executionId, request) => remoteLogs.fetch(executionId, request),
    abandon: (of) => abandonRuns(options, of),
    polling: (connectionId) => rhythm.polling(connectionId),
  };
}

function tooLong({ forge_owner: owner, forge_name: name }: ForgeRepositoriesTable, turn: number): ForgeError {
  return new ForgeError("forge-unreachable", `reading the runs of ${owner}/${name} took longer than ${turn / 1000} s`, {
    mend: "look whether its host answers slowly; what was read is kept, and the rest is tried again",
  });
}
