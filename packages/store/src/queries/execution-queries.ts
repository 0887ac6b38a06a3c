import type { ExecutionEvent } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { Database } from "../database/database.ts";
import { endOf } from "../database/prefix.ts";
import type { Row } from "../database/row.ts";
import { all, type Work } from "../database/work.ts";
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

export function createExecutionQueries(database: Database): ExecutionQueries {
  return {
    list: createExecutionList(database),
    get: (reference) =>
      database.perform("look for an execution", function* () {
        return theOne(reference, (yield* candidates(reference)).map(executionOf));
      }),
    stages: (executionId) =>
      database.perform("read stages", function* () {
        return (yield* all(selectStages, executionId)).map(stageExecutionOf);
      }),
    events: (executionId, fromSeq = 1) => database.perform("read events", () => readEvents(executionId, fromSeq - 1)),
  };
}

function* candidates(reference: string): Work<readonly Row[]> {
  if (reference === "latest") return yield* all(selectLatest);
  const exact = yield* all("SELECT * FROM executions WHERE id = ?", reference);
  if (exact.length > 0) return exact;
  const [, pipeline, number] = /^(?:(.*)#)?([1-9]\d{0,14})$/.exec(reference) ?? [];
  const numbered =
    pipeline === undefined
      ? yield* all(selectByNumber, Number(number ?? 0))
      : yield* all(selectByPipeline, pipeline, Number(number));
  if (numbered.length > 0 || reference === "") return numbered;
  return yield* all(selectFromId, reference, endOf(reference));
}

/** The only one of those that a reference could mean. Throws `execution-not-found` or `invalid-argument`. */
export function theOne<Named extends Pick<ExecutionRow, "id" | "pipeline" | "number">>(
  reference: string,
  found: readonly Named[],
): Named {
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
const selectByPipeline = `
SELECT * FROM executions WHERE pipeline = ? AND number = ? ORDER BY created_at DESC, id DESC LIMIT 5`;
const selectFromId = "SELECT * FROM executions WHERE id >= ? AND id < ? ORDER BY id LIMIT 5";
const selectStages = `
SELECT * FROM stage_executions WHERE execution_id = ? ORDER BY coalesce(queued_at, finished_at), instance`;
