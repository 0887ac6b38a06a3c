import { environmentError } from "@headrace/engine";
import type { Database } from "../database.ts";
import { createTurns } from "../turns.ts";
import type { Command, Work } from "../work.ts";
import { guarded } from "./guarded.ts";
import { type OpenSqliteOptions, openSqlite } from "./open-sqlite.ts";
import { patiently, usualPatience } from "./patiently.ts";
import { createSqliteSignals } from "./sqlite-signals.ts";
import { createStatements, type Statements } from "./statements.ts";
import { createTogether } from "./together.ts";

export interface SqliteDatabaseOptions extends OpenSqliteOptions {
  /** Milliseconds to wait while another process holds the database; `usualPatience` unless said. */
  readonly patience?: number;
}

/**
 * SQLite in a file. Reads at once and without ever waiting, and writes together with who else writes in the same turn of the
 * event loop, unless somebody else's transaction is under way: here, or in another process, while which others have
 * their turn.
 */
export function openSqliteDatabase({ patience = usualPatience, ...options }: SqliteDatabaseOptions): Database {
  const sqlite = openSqlite(options);
  const statements = createStatements(sqlite);
  const turns = createTurns();
  const together = createTogether({ database: sqlite, turns });
  const inTurn = async <Result>(what: string, work: () => Result): Promise<Result> => {
    if (!turns.taken) return guarded(what, work);
    const end = await turns.take();
    try {
      return guarded(what, work);
    } finally {
      end();
    }
  };
  return {
    kind: "sqlite",
    perform: (what, work) => patiently(() => inTurn(what, () => drive(statements, work())), { patience }),
    transact: async (what, work) => {
      try {
        return await patiently(() => together.perform(() => drive(statements, work())), { patience });
      } catch (cause) {
        throw environmentError(cause, what);
      }
    },
    server: { kind: "sqlite", sqlite, turns, together, patience, explain: environmentError, ...createSqliteSignals() },
    close: async () => {
      if (!sqlite.isOpen) return;
      together.flush();
      sqlite.close();
    },
  };
}

function drive<Result>(statements: Statements, work: Work<Result>): Result {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    perform(statements(step.value.sql), step.value);
  }
}

function perform(statement: ReturnType<Statements>, command: Command): void {
  switch (command.kind) {
    case "one":
      command.row = statement.get(...command.parameters);
      return;
    case "all":
      command.rows = statement.all(...command.parameters);
      return;
    case "run":
      statement.run(...command.parameters);
      return;
    case "change":
      command.count = Number(statement.run(...command.parameters).changes);
      return;
  }
}
