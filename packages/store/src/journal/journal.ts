import {
  type Clock,
  type ExecutionRecord,
  faultPoint,
  type Journal,
  type Owner,
  type StoredExecution,
  sameOwner,
} from "@headrace/engine";
import type { ExecutionEvent } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { Database } from "../database/database.ts";
import { jsonOf, numberOf, optionalTextOf, type Row, textOf } from "../database/row.ts";
import { all, change, one, run, type Work } from "../database/work.ts";
import { bodyOf, eventOf } from "./events.ts";
import type { Leases } from "./leases.ts";
import { project } from "./projection.ts";

export interface JournalOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly leases: Leases;
  /** Throws `data-directory-gone` when what is written would be lost. */
  checkPresence(): void;
}

/** The journal over the database. An append and its projection are one transaction. */
export function createJournal({ database, clock, leases, checkPresence }: JournalOptions): Journal {
  return {
    takeNumber: (key) =>
      database.perform("take an execution number", function* () {
        const row = yield* one(takeNumber, key);
        return numberOf(row ?? {}, "last_number");
      }),

    create: async (record, events = []) => {
      const { executionId } = record.plan;
      faultPoint("journal.create.before");
      await leases.hold(record.owner);
      await database.transact(
        "store the execution",
        function* () {
          yield insertRecord(record);
          yield* insertEvents(executionId, events);
        },
        {
          settled: function* () {
            const stored = yield* one("SELECT id FROM execution_records WHERE id = ?", executionId);
            return stored === undefined ? undefined : yield* stands(executionId, events);
          },
        },
      );
      faultPoint("journal.create.committed");
    },

    append: async (executionId, events) => {
      if (events.length === 0) return;
      checkPresence();
      faultPoint("journal.append.before");
      await database.transact("store an event", () => insertEvents(executionId, events), {
        settled: () => stands(executionId, events),
      });
      faultPoint("journal.append.committed");
    },

    note: async (executionId, body) => {
      checkPresence();
      const at = clock.now();
      return await database.transact("store an event", function* () {
        const row = yield* one(takeSeq, executionId);
        const seq = numberOf(row ?? notFound(executionId), "last_seq");
        const event: ExecutionEvent = { seq, at, executionId, ...body };
        yield run(insertEvent, executionId, seq, at, event.type, bodyOf(event));
        yield* project(event);
        return event;
      });
    },

    load: (executionId) =>
      database.perform("read the execution", function* () {
        const row = yield* recordRow(executionId);
        return { ...recordOf(row), events: yield* readEvents(executionId, 0) };
      }),

    takeOver: async (executionId, owner) => {
      await leases.hold(owner);
      await database.transact("take over the execution", function* () {
        const current = ownerOf(yield* recordRow(executionId, database.kind === "postgres" ? lockOwner : selectOwner));
        if (!sameOwner(current, owner) && (yield* leases.isAlive(current))) {
          throw new HeadraceError(
            "execution-owned",
            `execution ${executionId} is being run by process ${current.pid}`,
            {
              mend: "wait for that process to end, or stop it",
            },
          );
        }
        yield run(setOwner, owner.pid, owner.startTime, owner.bootId, executionId);
      });
    },

    interrupted: () =>
      database.perform("look for interrupted executions", function* () {
        const ids: string[] = [];
        for (const row of yield* all(selectUnfinished)) {
          if (!(yield* leases.isAlive(ownerOf(row)))) ids.push(textOf(row, "id"));
        }
        return ids;
      }),
  };
}

/** The events of an execution after `afterSeq`, in order. */
export function* readEvents(executionId: string, afterSeq: number): Work<readonly ExecutionEvent[]> {
  return (yield* all(selectEvents, executionId, afterSeq)).map(eventOf);
}

/** Throws the projection of one execution away and folds its events again. */
export async function rebuildProjection(database: Database, executionId: string): Promise<void> {
  await database.transact("rebuild the execution", function* () {
    yield* recordRow(executionId);
    yield run("DELETE FROM stage_executions WHERE execution_id = ?", executionId);
    yield run("DELETE FROM executions WHERE id = ?", executionId);
    for (const event of yield* readEvents(executionId, 0)) yield* project(event);
    yield run(setLastSeq, yield* lastSeqOf(executionId), executionId);
  });
}

function* insertEvents(executionId: string, events: readonly ExecutionEvent[]): Work<void> {
  const advanced = yield* advanceLastSeq(executionId, events);
  const last = advanced ? (events[0]?.seq ?? 1) - 1 : yield* lastSeqOf(executionId);
  for (const [index, event] of events.entries()) {
    const expected = last + index + 1;
    if (event.executionId !== executionId || event.seq !== expected) {
      const found = `event ${event.seq} of ${event.executionId}`;
      throw new HeadraceError("internal", `the journal expected event ${expected} of ${executionId}, not ${found}`);
    }
    yield run(insertEvent, executionId, event.seq, event.at, event.type, bodyOf(event));
    yield* project(event);
  }
  if (!advanced) yield run(setLastSeq, last + events.length, executionId);
}

/**
 * Notes the number that will be the last, where the one before the first event is the last now, which is nearly always;
 * whether it was. Another writer of the execution waits from here on.
 */
function* advanceLastSeq(executionId: string, events: readonly ExecutionEvent[]): Work<boolean> {
  const before = (events[0]?.seq ?? 1) - 1;
  return before > 0 && (yield* change(advanceFrom, before + events.length, executionId, before)) === 1;
}

/** Whether exactly these events are stored under their numbers. */
function* stands(
  executionId: string,
  events: readonly ExecutionEvent[],
): Work<{ readonly result: undefined } | undefined> {
  for (const event of events) {
    const row = yield* one(selectEvent, executionId, event.seq);
    if (row === undefined || row.at !== event.at || row.type !== event.type || row.body !== bodyOf(event))
      return undefined;
  }
  return { result: undefined };
}

function* lastSeqOf(executionId: string): Work<number> {
  return numberOf((yield* one(selectLastSeq, executionId)) ?? {}, "seq");
}

function insertRecord(record: ExecutionRecord): ReturnType<typeof run> {
  return run(
    insertExecutionRecord,
    record.plan.executionId,
    JSON.stringify(record.plan),
    record.source,
    record.sourcePath,
    record.projectDirectory,
    JSON.stringify(record.secretNames),
    record.rerunOf ?? null,
    record.createdAt,
    record.owner.pid,
    record.owner.startTime,
    record.owner.bootId,
  );
}

function* recordRow(executionId: string, sql = selectRecord): Work<Row> {
  const row = yield* one(sql, executionId);
  return row ?? notFound(executionId);
}

function notFound(executionId: string): never {
  throw new HeadraceError("execution-not-found", `there is no execution ${executionId}`, {
    mend: "list the executions with `headrace executions list`",
  });
}

function recordOf(row: Row): Omit<StoredExecution, "events"> {
  const rerunOf = optionalTextOf(row, "rerun_of");
  return {
    plan: jsonOf(row, "plan"),
    source: textOf(row, "source"),
    sourcePath: textOf(row, "source_path"),
    projectDirectory: textOf(row, "project_directory"),
    owner: ownerOf(row),
    createdAt: numberOf(row, "created_at"),
    secretNames: jsonOf(row, "secret_names"),
    ...(rerunOf === undefined ? {} : { rerunOf }),
  };
}

function ownerOf(row: Row): Owner {
  return {
    pid: numberOf(row, "owner_pid"),
    startTime: textOf(row, "owner_start_time"),
    bootId: textOf(row, "owner_boot_id"),
  };
}

const takeNumber = `
INSERT INTO execution_numbers (key, last_number) VALUES (?, 1)
ON CONFLICT (key) DO UPDATE SET last_number = execution_numbers.last_number + 1
RETURNING last_number`;

const insertEvent = "INSERT INTO execution_events (execution_id, seq, at, type, body) VALUES (?, ?, ?, ?, ?)";

const selectEvent = "SELECT at, type, body FROM execution_events WHERE execution_id = ? AND seq = ?";

const selectEvents = "SELECT * FROM execution_events WHERE execution_id = ? AND seq > ? ORDER BY seq";

const selectLastSeq = "SELECT coalesce(max(seq), 0) AS seq FROM execution_events WHERE execution_id = ?";

const advanceFrom = "UPDATE executions SET last_seq = ? WHERE id = ? AND last_seq = ?";

const takeSeq = "UPDATE executions SET last_seq = last_seq + 1 WHERE id = ? RETURNING last_seq";

const setLastSeq = "UPDATE executions SET last_seq = ? WHERE id = ?";

const insertExecutionRecord = `
INSERT INTO execution_records
  (id, plan, source, source_path, project_directory, secret_names, rerun_of, created_at, owner_pid, owner_start_time, owner_boot_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const selectRecord = "SELECT * FROM execution_records WHERE id = ?";

const selectOwner = "SELECT owner_pid, owner_start_time, owner_boot_id FROM execution_records WHERE id = ?";

// Of two that take over the same execution, the second sees the first. On SQLite the transaction alone sees to that.
const lockOwner = `${selectOwner} FOR UPDATE`;

const setOwner = "UPDATE execution_records SET owner_pid = ?, owner_start_time = ?, owner_boot_id = ? WHERE id = ?";

// Owner 0 is nobody: what waits to be admitted was not interrupted.
// A record without a projection is an execution that was created and died before its first event.
const selectUnfinished = `
SELECT id, owner_pid, owner_start_time, owner_boot_id
FROM execution_records
WHERE owner_pid <> 0 AND id IN (
  SELECT id FROM executions WHERE status <> 'finished'
  UNION ALL
  SELECT id FROM (SELECT id FROM execution_records EXCEPT SELECT id FROM executions) AS unprojected
)
ORDER BY created_at DESC, id DESC`;
