import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { Kysely, SqliteDialect } from "kysely";
import type { ReadSchema } from "./read-schema.ts";

/** Kysely over the open database. Closing the database is the store's; the reader is never destroyed by itself. */
export function createReader(database: DatabaseSync): Kysely<ReadSchema> {
  return new Kysely<ReadSchema>({
    dialect: new SqliteDialect({
      database: {
        close: () => undefined,
        prepare(sql) {
          const statement = database.prepare(sql);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...parameters.map(inputOf)),
            run: (parameters) => statement.run(...parameters.map(inputOf)),
            iterate: (parameters) => statement.iterate(...parameters.map(inputOf)),
          };
        },
      },
    }),
  });
}

function inputOf(value: unknown): SQLInputValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      if (value === null || value === undefined) return null;
      if (value instanceof Uint8Array) return value;
      throw new TypeError(`SQLite takes no ${typeof value}`);
  }
}
