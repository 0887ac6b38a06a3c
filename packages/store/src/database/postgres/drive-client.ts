import type { ClientBase, QueryResult } from "pg";
import type { Row } from "../row.ts";
import type { Command, Value, Work } from "../work.ts";
import { askClient } from "./ask-client.ts";
import type { NamedStatement } from "./for-postgres.ts";

/** How one try ended. What the work itself throws is thrown. */
export type Tried<Result> =
  | { readonly kind: "done"; readonly result: Result }
  /** `committing`: it had been asked to commit, so that it may stand although there was no answer. */
  | { readonly kind: "failed"; readonly cause: unknown; readonly committing: boolean };

export interface DriveOptions {
  readonly numbering: (sql: string) => NamedStatement;
  readonly transaction: boolean;
}

/** Performs work over one connection. Commands without an answer go out with the next one that has one. */
export async function driveClient<Result>(
  client: ClientBase,
  work: Work<Result>,
  { numbering, transaction }: DriveOptions,
): Promise<Tried<Result>> {
  const sent: Promise<unknown>[] = [];
  const send = (statement: string | NamedStatement, values: readonly Value[] = []): Promise<QueryResult<Row>> => {
    const query = typeof statement === "string" ? { text: statement } : statement;
    const answer = askClient(client, { ...query, values: values.map(withoutNul) });
    sent.push(answer);
    // Failures are looked at in order by `settle`: the first is the one to tell.
    answer.catch(() => undefined);
    return answer;
  };
  const settle = async (): Promise<unknown> => {
    const ended = await Promise.allSettled(sent.splice(0));
    return ended.find((each) => each.status === "rejected")?.reason;
  };
  const failed = (cause: unknown, committing = false): Tried<Result> => ({ kind: "failed", cause, committing });

  if (transaction) void send("BEGIN");
  try {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) {
        const { value } = step;
        if (transaction) void send("COMMIT");
        const cause = await settle();
        return cause === undefined ? { kind: "done", result: value } : failed(cause, transaction);
      }
      const command = step.value;
      const answer = send(numbering(command.sql), command.parameters);
      if (command.kind === "run") continue;
      const cause = await settle();
      if (cause !== undefined) {
        if (transaction) await rollBack(client);
        return failed(cause);
      }
      takeAnswer(command, await answer);
    }
  } catch (cause) {
    // The work itself refused.
    await settle();
    if (transaction) await rollBack(client);
    throw cause;
  }
}

function takeAnswer(command: Exclude<Command, { readonly kind: "run" }>, { rows, rowCount }: QueryResult<Row>): void {
  switch (command.kind) {
    case "one":
      command.row = rows[0];
      return;
    case "all":
      command.rows = rows;
      return;
    case "change":
      command.count = rowCount ?? 0;
      return;
  }
}

/** Fails where the connection is gone, and then there is nothing to roll back. */
async function rollBack(client: ClientBase): Promise<void> {
  await client.query("ROLLBACK").catch(() => undefined);
}

/** PostgreSQL's text cannot hold NUL, which a program's output may. Events are kept as JSON, where it is escaped. */
function withoutNul(value: Value): Value {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
