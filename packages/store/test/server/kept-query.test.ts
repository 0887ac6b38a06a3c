import { join } from "node:path";
import { expect, test } from "vitest";
import { keptQuery, openServerTables, type Parameters, type ServerTables } from "../../src/server/index.ts";
import { forEachDatabase, type Place } from "../support/databases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTestStore } from "../support/test-store.ts";

interface Values {
  readonly [name: string]: string | number | undefined;
  readonly person: string;
  readonly role?: string | undefined;
  readonly limit: number;
}

async function openTables(place: Place): Promise<ServerTables> {
  const { database } = await openTestStore(place);
  const tables = await openServerTables(database);
  const limit = (user_id: string, scope_id: string, role: string) => ({
    organization_id: "team",
    user_id,
    scope: "repository",
    scope_id,
    role,
  });
  const rows = [limit("ada", "one", "viewer"), limit("ada", "two", "none"), limit("bob", "three", "viewer")];
  await tables.insertInto("role_limits").values(rows).execute();
  return tables;
}

/** Counts how often it is built. */
function limitsOfPerson() {
  let built = 0;
  const select = keptQuery((tables, { of, has }: Parameters<Values>) => {
    built += 1;
    const all = tables
      .selectFrom("role_limits")
      .select(["scope_id", "role"])
      .where("user_id", "=", of("person"))
      .orderBy("scope_id")
      .limit(of("limit"));
    return has("role") ? all.where("role", "=", of("role")) : all;
  });
  const scopes = async (tables: ServerTables, values: Values) =>
    (await select(tables, values)).map(({ scope_id }) => scope_id);
  return { scopes, built: () => built };
}

forEachDatabase((createPlace) => {
  test("a kept query answers for the values of each time, and is another one for other names", async () => {
    const tables = await openTables(await createPlace());
    const { scopes, built } = limitsOfPerson();
    const answers = await Promise.all([
      scopes(tables, { person: "ada", limit: 9 }),
      scopes(tables, { person: "bob", limit: 9 }),
      scopes(tables, { person: "ada", limit: 1 }),
      scopes(tables, { person: "' OR 1 = 1 --", limit: 9 }),
    ]);
    expect(answers).toEqual([["one", "two"], ["three"], ["one"], []]);
    expect(built()).toBe(1);

    expect(await scopes(tables, { person: "ada", role: "none", limit: 9 })).toEqual(["two"]);
    expect(await scopes(tables, { person: "ada", role: undefined, limit: 9 })).toEqual(["one", "two"]);
    expect(await scopes(tables, { limit: 9, role: "viewer", person: "ada" })).toEqual(["one"]);
    expect(built()).toBe(2);
  });
});

test("a kept query belongs to the database that it was built for", async () => {
  const { scopes, built } = limitsOfPerson();
  const [first, second] = [await openTables(placeOnSqlite()), await openTables(placeOnSqlite())];
  await second.deleteFrom("role_limits").where("user_id", "=", "bob").execute();
  expect(await scopes(first, { person: "bob", limit: 9 })).toEqual(["three"]);
  expect(await scopes(second, { person: "bob", limit: 9 })).toEqual([]);
  expect(built()).toBe(2);
});

test("a kept query that holds a value of its own is refused, each time", async () => {
  const tables = await openTables(placeOnSqlite());
  const person = "ada";
  const select = keptQuery((all: ServerTables, { of }: Parameters<{ readonly limit: number }>) =>
    all.selectFrom("role_limits").select("scope_id").where("user_id", "=", person).limit(of("limit")),
  );
  await expect(select(tables, { limit: 9 })).rejects.toMatchObject({ code: "internal" });
  await expect(select(tables, { limit: 9 })).rejects.toMatchObject({ code: "internal" });
});

function placeOnSqlite(): Place {
  return { directory: join(temporaryDirectory(), "data") };
}
