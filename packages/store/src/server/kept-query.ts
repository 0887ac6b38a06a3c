import { HeadraceError } from "@headrace/pipeline";
import { type Compilable, type CompiledQuery, type RawBuilder, sql } from "kysely";
import type { ServerTables } from "./open-server-tables.ts";

/** What is given to a query each time, by name; a name without a value is one that is not given. */
export type QueryValues = Readonly<Record<string, string | number | undefined>>;

/** What stands in a query for the values that are given each time. */
export interface Parameters<Values extends QueryValues> {
  /** In the place of the value. */
  of<Name extends keyof Values & string>(name: Name): RawBuilder<NonNullable<Values[Name]>>;
  /** Whether it is given this time: the query may be another one then. */
  has(name: keyof Values & string): boolean;
}

/** The values themselves, for a query that is built anew. */
export function parametersOf<Values extends QueryValues>(values: Values): Parameters<Values> {
  return { of: (name) => sql`${values[name]}`, has: (name) => values[name] !== undefined };
}

/**
 * A query that is asked all the time: built once for each set of names that are given, since building one takes longer
 * than SQLite takes to answer. What changes may come by parameters alone: one that holds a value of its own, which could
 * be another person's the next time, is refused with `internal`.
 */
export function keptQuery<Values extends QueryValues, Row>(
  build: (tables: ServerTables, parameters: Parameters<Values>) => Compilable<Row>,
): (tables: ServerTables, values: Values) => Promise<readonly Row[]> {
  const kept = new WeakMap<ServerTables, Map<string, CompiledQuery<Row>>>();

  function compile(tables: ServerTables, names: readonly string[]): CompiledQuery<Row> {
    const compiled = build(tables, {
      of: (name) => sql`${new Placeholder(name)}`,
      has: (name) => names.includes(name),
    }).compile();
    if (compiled.parameters.every((parameter) => parameter instanceof Placeholder)) return compiled;
    throw new HeadraceError("internal", `a kept query holds a value of its own: ${compiled.sql}`);
  }

  return async (tables, values) => {
    const names = Object.keys(values)
      .filter((name) => values[name] !== undefined)
      .toSorted();
    const queries = kept.get(tables) ?? new Map<string, CompiledQuery<Row>>();
    kept.set(tables, queries);
    const shape = names.join(" ");
    const query = queries.get(shape) ?? compile(tables, names);
    queries.set(shape, query);
    const parameters = query.parameters.map((each) => (each instanceof Placeholder ? values[each.name] : each));
    return (await tables.executeQuery<Row>({ ...query, parameters })).rows;
  };
}

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
