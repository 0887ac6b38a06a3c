import type { Clock } from "@headrace/engine";
import { type Forge, ForgeError } from "@headrace/forges";
import { compressLog } from "@headrace/store";
import type { ServerDatabase } from "@headrace/store/database";
import { keptQuery, type Parameters, type QueryValues, type ServerTables } from "@headrace/store/server";
import type { Connections } from "../connections/connections.ts";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { linkDetailOf } from "../runs/links.ts";
import type { Sequences } from "../runs/sequence/create-sequences.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { keepLog } from "./keep-log.ts";
import { runNameOf } from "./observed-run.ts";
import { type RemoteStage, readRemoteStages } from "./remote-stages.ts";

/** The logs of runs on hosts, which are fetched when somebody reads them. */
export interface RemoteLogs {
  /**
   * Brings here what is not here of these logs; of stages that run, what is new. Gives what cannot be had now, and why:
   * the next call tries it again. Does nothing for an execution that ran here.
   */
  fetch(executionId: string, request: FetchLogsRequest): Promise<readonly MissingLog[]>;
}

export interface FetchLogsRequest {
  /** Asked for only where the execution is one of a host. */
  attempts(): Promise<readonly AttemptName[]>;
  readonly signal?: AbortSignal | undefined;
}

export interface MissingLog {
  readonly of: AttemptName;
  readonly problem: Problem;
}

export interface RemoteLogsOptions {
  readonly database: Pick<ServerDatabase, "withLock">;
  readonly tables: ServerTables;
  readonly connections: Pick<Connections, "open">;
  readonly sequences: Pick<Sequences, "store" | "mend" | "end">;
  /** Of all logs. Absolute. */
  readonly logsDirectory: string;
  readonly clock: Clock;
  report(what: string, error: unknown): void;
}

/** Between two looks at a log that grows, and at one that the host did not have. Milliseconds. */
const pause = { growing: 10_000, absent: 60_000 };
/** Logs of which the last look is remembered. */
const mostRemembered = 10_000;

export function createRemoteLogs(options: RemoteLogsOptions): RemoteLogs {
  const { database, tables, connections, sequences, clock, report } = options;
  /** When a log that is not whole here is asked for again, and what is said of it until then. */
  const later = new Map<string, { readonly at: number; readonly problem?: Problem }>();

  async function isHere(executionId: string, { instance, attempt }: AttemptName): Promise<boolean> {
    await using reader = await sequences.store.open({ executionId, instance, attempt });
    return reader?.complete === true;
  }

  function remember(key: string, at: number, problem?: Problem): void {
    later.delete(key);
    later.set(key, { at, ...(problem === undefined ? {} : { problem }) });
    if (later.size > mostRemembered) for (const [oldest] of later) return void later.delete(oldest);
  }

  async function fetchThose(run: RemoteRun, wanted: readonly AttemptName[], signal: AbortSignal | undefined) {
    const { execution_id: executionId } = run;
    const missing: MissingLog[] = [];
    const stages = new Map(readRemoteStages(run.stages).map((stage) => [stage.key, stage]));
    const host = await openHost(connections, run);
    let broken = host instanceof Problem ? host : undefined;
    for (const of of wanted) {
      const stage = stages.get(of.stage);
      if (stage === undefined) continue;
      const key = `${executionId} ${of.attempt} ${stage.isOver} ${of.instance}`;
      const known = later.get(key);
      if (broken !== undefined) missing.push({ of, problem: broken });
      else if (known !== undefined && known.at > clock.now()) {
        if (known.problem !== undefined) missing.push({ of, problem: known.problem });
      } else {
        const problem = await fetchOne(run, { of, stage, host: host instanceof Problem ? undefined : host, signal });
        if (problem === undefined) remember(key, clock.now() + (stage.isOver ? 0 : pause.growing));
        else missing.push({ of, problem });
        // Not of this log alone: the others would only wait for the same.
        if (problem !== undefined && problem.code !== "gone" && problem.code !== "forge-refused") broken = problem;
        if (problem?.code === "gone") remember(key, clock.now() + pause.absent, problem);
      }
    }
    await sequences.mend(executionId, wanted);
    sequences.end(executionId);
    return missing;
  }

  async function fetchOne(run: RemoteRun, { of, stage, host, signal }: OneLog): Promise<Problem | undefined> {
    const repository = { owner: run.forge_owner ?? "", name: run.forge_name ?? "" };
    try {
      const kept = await keepLog(sequences.store, {
        executionId: run.execution_id,
        attempt: of,
        isOver: stage.isOver,
        read: async (from) =>
          (await host?.read({
            repository,
            run: runNameOf(run.run).id,
            stage: stage.id,
            part: { from },
            ...(signal === undefined ? {} : { signal }),
          })) ?? { kind: "absent" },
      });
      if (kept === "kept" && stage.isOver) {
        // It is here either way.
        const address = { executionId: run.execution_id, ...of };
        await compressLog(options.logsDirectory, address).catch((error: unknown) => report("compressing a log", error));
      }
      return kept === "absent" && stage.isOver ? absentThere(run, of) : undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ForgeError)) throw error;
      return problemOf(error);
    }
  }

  return {
    async fetch(executionId, { attempts, signal }) {
      const [run] = await readRun(tables, { executionId });
      if (run === undefined) return [];
      const wanted: AttemptName[] = [];
      for (const of of await attempts()) if (!(await isHere(executionId, of))) wanted.push(of);
      if (wanted.length === 0) return [];
      if (run.removed !== null) return wanted.map((of) => ({ of, problem: removedHere(run) }));
      return await database.withLock(`forge-logs:${executionId}`, () => fetchThose(run, wanted, signal));
    },
  };
}

interface OneLog {
  readonly of: AttemptName;
  readonly stage: RemoteStage;
  readonly host: Forge["logs"];
  readonly signal: AbortSignal | undefined;
}

interface RemoteRun {
  readonly execution_id: string;
  readonly run: string;
  readonly stages: string;
  readonly detail: string;
  readonly removed: string | null;
  readonly connection_id: string | null;
  readonly forge_owner: string | null;
  readonly forge_name: string | null;
}

interface RunValues extends QueryValues {
  readonly executionId: string;
}

/** Each reader of any log asks it. */
const readRun = keptQuery((tables, { of }: Parameters<RunValues>) =>
  tables
    .selectFrom("forge_runs")
    .innerJoin("execution_links", "execution_links.execution_id", "forge_runs.execution_id")
    .leftJoin("forge_repositories as watched", "watched.id", "forge_runs.repository_id")
    .leftJoin("removed_logs", "removed_logs.execution_id", "forge_runs.execution_id")
    .select([
      "forge_runs.execution_id",
      "run",
      "stages",
      "detail",
      "removed_logs.execution_id as removed",
      "connection_id",
      "forge_owner",
      "forge_name",
    ])
    .where("forge_runs.execution_id", "=", of("executionId")),
);

async function openHost(connections: Pick<Connections, "open">, run: RemoteRun): Promise<Forge["logs"] | Problem> {
  if (run.connection_id === null) {
    return new Problem("gone", "these logs are with a host to which there is no connection any more", mendOf(run));
  }
  try {
    return (await connections.open(run.connection_id)).logs;
  } catch (error) {
    return problemOf(error);
  }
}

function absentThere(run: RemoteRun, { stage }: AttemptName): Problem {
  return new Problem("gone", `the host has no log of ${JSON.stringify(stage)}, or not any more`, mendOf(run));
}

function removedHere(run: RemoteRun): Problem {
  return new Problem(
    "gone",
    `the logs of execution ${run.execution_id} were removed here, as its limits say`,
    mendOf(run),
  );
}

function mendOf({ detail }: RemoteRun): { readonly mend: string } {
  return { mend: `look there: ${linkDetailOf(detail).remote?.url ?? "its host"}` };
}
