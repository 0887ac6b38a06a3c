import type { DatabaseSync } from "node:sqlite";
import type { ExecutionEvent } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import { guarded } from "../database/guarded.ts";
import { textOf } from "../database/row.ts";
import type { Statements } from "../database/statements.ts";
import { readEvents } from "../journal/journal.ts";
import { createExecutionList, type ExecutionPage, type ListQuery } from "./execution-list.ts";
import { type ExecutionRow, executionOf, type StageExecutionRow, stageExecutionOf } from "./rows.ts";

/** What people ask of past executions. */
export interface ExecutionQueries {
  /** Newest first. Throws `invalid-argument` for a cursor that is none. */
  list(query: ListQuery): Promise<ExecutionPage>;
  /**
   * What a person types: `latest`, a number (`12`, or `web-app#12` where several pipelines have a 12), an id,
   * or the beginning of one. Throws `execution-not-found`, or `invalid-argument` where it could mean several.
   */
  get(reference: string): Promise<ExecutionRow>;
  /** The rows of its stages, in the order in which they became due. */
  stages(executionId: string): Promise<readonly StageExecutionRow[]>;
  /** From this sequence number on; all when absent. */
  events(executionId: string, fromSeq?: number): Promise<readonly ExecutionEvent[]>;
}

export interface ExecutionQueriesOptions {
  readonly database: DatabaseSync;
  readonly statements: Statements;
}

export function createExecutionQueries({ database, statements }: ExecutionQueriesOptions): ExecutionQueries {
  const list = createExecutionList(database);

  const candidates = (reference: string): readonly ExecutionRow[] => {
    if (reference === "latest") return statements(selectLatest).all().map(executionOf);
    const exact = statements("SELECT * FROM executions WHERE id = ?").all(reference).map(executionOf);
    if (exact.length > 0) return exact;
    const [, pipeline, number] = /^(?:(.*)#)?([1-9]\d{0,14})$/.exec(reference) ?? [];
    const numbered =
      pipeline === undefined
        ? statements(selectByNumber)
            .all(Number(number ?? 0))
            .map(executionOf)
        : statements(selectByPipeline).all(pipeline, Number(number)).map(executionOf);
    return numbered.length > 0 ? numbered : beginningWith(reference);
  };

  const beginningWith = (prefix: string): readonly ExecutionRow[] => {
    const found: ExecutionRow[] = [];
    if (prefix === "") return found;
    for (const row of statements(selectFromId).iterate(prefix)) {
      if (!textOf(row, "id").startsWith(prefix) || found.length === 5) break;
      found.push(executionOf(row));
    }
    return found;
  };

  return {
    list,
    get: async (reference) => guarded("look for an execution", () => theOne(reference, candidates(reference))),
    stages: async (executionId) =>
      guarded("read stages", () => statements(selectStages).all(executionId).map(stageExecutionOf)),
    events: async (executionId, fromSeq = 1) =>
      guarded("read events", () => readEvents(statements, executionId, fromSeq - 1)),
  };
}

function theOne(reference: string, found: readonly ExecutionRow[]): ExecutionRow {
  const [first, ...others] = found;
  if (first === undefined) {
    const what = reference === "latest" ? "no execution has been run yet" : `there is no execution "${reference}"`;
    throw new HeadraceError("execution-not-found", what, {
      mend: "list the executions with `headrace executions list`",
    });
  }
  if (others.length === 0) return first;
  const names = found.map((row) => `${row.pipeline}#${row.number} (${row.id})`);
  throw new HeadraceError("invalid-argument", `"${reference}" could mean ${names.join(", ")}`, {
    mend: `say which, for example ${first.pipeline}#${first.number}`,
  });
}

const selectLatest = "SELECT * FROM executions ORDER BY created_at DESC, id DESC LIMIT 1";
const selectByNumber = "SELECT * FROM executions WHERE number = ? ORDER BY created_at DESC, id DESC LIMIT 5";
const selectByPipeline = "SELECT * FROM executions WHERE pipeline = ? AND number = ?";
const selectFromId = "SELECT * FROM executions WHERE id >= ? ORDER BY id";
const selectStages = `
SELECT * FROM stage_executions WHERE execution_id = ? ORDER BY coalesce(queued_at, finished_at), instance`;
