import type { ExecutionEvent } from "@headrace/execution";
import { jsonOf, numberOf, type Row, textOf } from "../database/row.ts";

/** An event's body as text, without what its row already holds. */
export function bodyOf(event: ExecutionEvent): string {
  const { seq: _seq, at: _at, executionId: _executionId, type: _type, ...body } = event;
  return JSON.stringify(body);
}

export function eventOf(row: Row): ExecutionEvent {
  const body = jsonOf<ExecutionEvent>(row, "body");
  return Object.assign(body, {
    seq: numberOf(row, "seq"),
    at: numberOf(row, "at"),
    executionId: textOf(row, "execution_id"),
    type: textOf(row, "type"),
  });
}
