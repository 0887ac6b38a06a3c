import { randomBytes } from "node:crypto";
import { type Clock, randomIds, systemClock } from "@headrace/engine";
import { openStore } from "@headrace/store";
import { openServerTables, type ServerTables } from "@headrace/store/server";
import type { App, AppOptions } from "./app.ts";
import { openPeople } from "./people/people.ts";
import { createTokens } from "./people/tokens.ts";

export interface CreateAppOptions extends Partial<Omit<AppOptions, "dataDirectory">> {
  /** The data directory; made when it is not there. */
  readonly dataDirectory: string;
  /** `postgres://…`; the data directory's own database unless said. */
  readonly database?: string;
  readonly clock?: Clock;
}

/** Opens everything and puts it together. Throws what `openStore` throws. */
export async function createApp(options: CreateAppOptions): Promise<App & AsyncDisposable> {
  const clock = options.clock ?? systemClock;
  const ids = randomIds;
  const store = await openStore({ directory: options.dataDirectory, clock });
  const tables = await openServerTables(store.database);
  const tokens = createTokens({ tables, clock, ids });
  const publicUrl = (options.publicUrl ?? "http://localhost:4400").replace(/\/+$/, "");
  const people = await openPeople({
    database: store.database,
    tables,
    tokens,
    secret: await keptFact(tables, "session-secret", () => randomBytes(32).toString("base64url")),
    publicUrl,
  });
  return {
    options: {
      dataDirectory: store.layout.root,
      publicUrl,
      trustPipelines: options.trustPipelines ?? false,
      allowPrivateAddresses: options.allowPrivateAddresses ?? false,
      checkOutputs: options.checkOutputs ?? false,
    },
    store,
    tables,
    clock,
    ids,
    people,
    tokens,
    async [Symbol.asyncDispose]() {
      await store.close();
    },
  };
}

/** What was decided at the first start and stays. */
async function keptFact(tables: ServerTables, name: string, make: () => string): Promise<string> {
  await tables
    .insertInto("server_facts")
    .values({ name, value: make() })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const row = await tables
    .selectFrom("server_facts")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return row.value;
}
