import type { DatabaseSync } from "node:sqlite";
import {
  type ExecutionRecord,
  faultPoint,
  isAlive,
  type Journal,
  type Owner,
  type StoredExecution,
  sameOwner,
} from "@headrace/engine";
import type { ExecutionEvent } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import { guarded } from "../database/guarded.ts";
import { jsonOf, numberOf, optionalTextOf, type Row, textOf } from "../database/row.ts";
import type { Statements } from "../database/statements.ts";
import { inTransaction } from "../database/transaction.ts";
import { bodyOf, eventOf } from "./events.ts";
import { project } from "./projection.ts";

export interface JournalOptions {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  /** Throws `data-directory-gone` when what is written would be lost. */
  checkPresence(): void;
}

/** The journal over SQLite. An append and its projection are one transaction. */
export function createJournal({ database, statements, checkPresence }: JournalOptions): Journal {
  const insertEvents = (executionId: string, events: readonly ExecutionEvent[]): void => {
    const last = lastSeqOf(statements, executionId);
    events.forEach((event, index) => {
      const expected = last + index + 1;
      if (event.executionId !== executionId || event.seq !== expected) {
        const found = `event ${event.seq} of ${event.executionId}`;
        throw new HeadraceError("internal", `the journal expected event ${expected} of ${executionId}, not ${found}`);
      }
      statements(insertEvent).run(executionId, event.seq, event.at, event.type, bodyOf(event));
      project(statements, event);
    });
    statements("UPDATE executions SET last_seq = ? WHERE id = ?").run(last + events.length, executionId);
  };

  return {
    takeNumber: async (pipeline) =>
      guarded("take an execution number", () => {
        const row = statements(takeNumber).get(pipeline);
        return numberOf(row ?? {}, "last_number");
      }),

    create: async (record, events = []) =>
      guarded("store the execution", () => {
        faultPoint("journal.create.before");
        inTransaction(database, () => {
          insertRecord(statements, record);
          insertEvents(record.plan.executionId, events);
        });
        faultPoint("journal.create.committed");
      }),

    append: async (executionId, events) =>
      guarded("store an event", () => {
        if (events.length === 0) return;
        checkPresence();
        faultPoint("journal.append.before");
        inTransaction(database, () => insertEvents(executionId, events));
        faultPoint("journal.append.committed");
      }),

    load: async (executionId) =>
      guarded("read the execution", () => {
        const row = recordRow(statements, executionId);
        const events = statements(selectEvents).all(executionId, 0).map(eventOf);
        return { ...recordOf(row), events };
      }),

    takeOver: async (executionId, owner) =>
      guarded("take over the execution", () =>
        inTransaction(database, () => {
          const current = ownerOf(recordRow(statements, executionId));
          if (!sameOwner(current, owner) && isAlive(current)) {
            throw new HeadraceError(
              "execution-owned",
              `execution ${executionId} is being run by process ${current.pid}`,
              {
                mend: "wait for that process to end, or stop it",
              },
            );
          }
          statements(setOwner).run(owner.pid, owner.startTime, owner.bootId, executionId);
        }),
      ),

    interrupted: async () =>
      guarded("look for interrupted executions", () =>
        statements(selectUnfinished)
          .all()
          .filter((row) => !isAlive(ownerOf(row)))
          .map((row) => textOf(row, "id")),
      ),
  };
}

/** The events of an execution after `afterSeq`, in order. */
export function readEvents(statements: Statements, executionId: string, afterSeq: number): readonly ExecutionEvent[] {
  return statements(selectEvents).all(executionId, afterSeq).map(eventOf);
}

/** Throws the projection of one execution away and folds its events again. */
export function rebuildProjection(
  { database, statements }: Pick<JournalOptions, "database" | "statements">,
  executionId: string,
): void {
  guarded("rebuild the execution", () =>
    inTransaction(database, () => {
      recordRow(statements, executionId);
      statements("DELETE FROM stage_executions WHERE execution_id = ?").run(executionId);
      statements("DELETE FROM executions WHERE id = ?").run(executionId);
      for (const event of readEvents(statements, executionId, 0)) project(statements, event);
      const last = lastSeqOf(statements, executionId);
      statements("UPDATE executions SET last_seq = ? WHERE id = ?").run(last, executionId);
    }),
  );
}

function lastSeqOf(statements: Statements, executionId: string): number {
  const row = statements("SELECT coalesce(max(seq), 0) AS seq FROM execution_events WHERE execution_id = ?").get(
    executionId,
  );
  return numberOf(row ?? {}, "seq");
}

function insertRecord(statements: Statements, record: ExecutionRecord): void {
  statements(insertExecutionRecord).run(
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

function recordRow(statements: Statements, executionId: string): Row {
  const row = statements("SELECT * FROM execution_records WHERE id = ?").get(executionId);
  if (row !== undefined) return row;
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
INSERT INTO pipelines (name, last_number) VALUES (?, 1)
ON CONFLICT (name) DO UPDATE SET last_number = last_number + 1
RETURNING last_number`;

const insertEvent = "INSERT INTO execution_events (execution_id, seq, at, type, body) VALUES (?, ?, ?, ?, ?)";

const selectEvents = "SELECT * FROM execution_events WHERE execution_id = ? AND seq > ? ORDER BY seq";

const insertExecutionRecord = `
INSERT INTO execution_records
  (id, plan, source, source_path, project_directory, secret_names, rerun_of, created_at, owner_pid, owner_start_time, owner_boot_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const setOwner = "UPDATE execution_records SET owner_pid = ?, owner_start_time = ?, owner_boot_id = ? WHERE id = ?";

// A record without a projection is an execution that was created and died before its first event.
const selectUnfinished = `
SELECT id, owner_pid, owner_start_time, owner_boot_id
FROM execution_records
WHERE id IN (
  SELECT id FROM executions WHERE status <> 'finished'
  UNION ALL
  SELECT * FROM (SELECT id FROM execution_records EXCEPT SELECT id FROM executions)
)
ORDER BY created_at DESC, id DESC`;
