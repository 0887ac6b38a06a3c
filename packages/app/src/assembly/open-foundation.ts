import { chmod } from "node:fs/promises";
import { join } from "node:path";
import {
  type Clock,
  createLauncher,
  createProcessExecutor,
  createTreeRemover,
  type Executor,
  type IdSource,
  type Launcher,
  type RunProgram,
  resolveRunAs,
} from "@headrace/engine";
import { createMirrors, type Mirrors } from "@headrace/engine/checkouts";
import type { ForgeClock } from "@headrace/forges";
import { openStore, type Store } from "@headrace/store";
import type { ServerDatabase } from "@headrace/store/database";
import { openServerTables, type ServerTables } from "@headrace/store/server";
import { cloneCredentials } from "../connections/clone-credentials.ts";
import type { Connections } from "../connections/connections.ts";
import { createConnections } from "../connections/create-connections.ts";
import { type Attempts, createAttempts } from "../people/attempts.ts";
import { openPeople, type People } from "../people/people.ts";
import { createTokens, type Tokens } from "../people/tokens.ts";
import { createSources } from "../runs/sources/create-sources.ts";
import type { Sources } from "../runs/sources/sources.ts";
import { createSecrets, type OpenSecrets } from "../secrets/create-secrets.ts";
import { createVariables } from "../variables/create-variables.ts";
import type { Variables } from "../variables/variables.ts";
import type { AppSettings, CreateAppOptions } from "./create-app-options.ts";

/** What is kept, and who keeps it: all that the workers of a server stand on. Nothing here acts by itself. */
export interface Foundation {
  readonly store: Store;
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  readonly clock: Clock & Partial<ForgeClock>;
  readonly ids: IdSource;
  readonly secrets: OpenSecrets;
  readonly connections: Connections;
  readonly mirrors: Mirrors;
  readonly sources: Sources;
  readonly tokens: Tokens;
  readonly people: People;
  readonly attempts: Attempts;
  readonly variables: Variables;
  /** Null: this server runs nothing. */
  readonly executor: Executor | null;
  readonly runProgram: RunProgram;
  /** Removes what workspaces were. */
  removeTree(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Throws what `openStore` throws. */
export async function openFoundation(options: CreateAppOptions, settings: AppSettings): Promise<Foundation> {
  const { clock, ids } = settings;
  const { publicUrl, trustPipelines, allowPrivateAddresses: allowPrivateHosts } = settings.known;
  const launcher = options.launcher ?? createLauncher("always");
  const remover = createTreeRemover();
  const executor = options.executor ?? (await executorFor(options, launcher));
  const store = await openStore({
    directory: options.dataDirectory,
    clock,
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.databasePatience === undefined ? {} : { patience: options.databasePatience }),
  });
  // Keys and values lie in it: nobody else's programs look into it, those of stages least of all.
  await chmod(store.layout.root, 0o700);
  const { database } = store;
  const tables = await openServerTables(database);
  const secrets = await createSecrets({
    database,
    tables,
    clock,
    ids,
    directory: store.layout.root,
    warn: settings.warn,
    ...(options.masterKey === undefined ? {} : { masterKey: options.masterKey }),
    ...(options.previousMasterKey === undefined ? {} : { previousMasterKey: options.previousMasterKey }),
  }).catch(async (error: unknown) => {
    // Whoever mends the key starts again with the same data directory.
    await store.close();
    throw error;
  });
  const connections = createConnections({ database, tables, secrets, clock, allowPrivateHosts });
  const mirrors = createMirrors({
    directory: join(store.layout.root, "mirrors"),
    allowLocalPaths: trustPipelines,
    allowPrivateHosts,
    run: launcher.run,
    credentials: (url, asked) => cloneCredentials({ tables, connections }, url, asked),
  });
  const tokens = createTokens({ tables, clock, ids });
  const people = await openPeople({
    database,
    tables,
    tokens,
    secret: Buffer.from(await secrets.serverKey("session cookies")).toString("base64url"),
    publicUrl,
    passwords: options.passwords,
  });
  return {
    store,
    database,
    tables,
    clock,
    ids,
    secrets,
    connections,
    mirrors,
    sources: createSources({ mirrors, directory: store.layout.work }),
    tokens,
    people,
    attempts: createAttempts({ tables, clock, key: await secrets.serverKey("sign-in attempts") }),
    variables: createVariables({ tables }),
    executor,
    runProgram: launcher.run,
    removeTree: remover.remove,
    async close() {
      connections.close();
      secrets.close();
      await Promise.all([mirrors[Symbol.asyncDispose](), remover.close()]);
      if (options.launcher === undefined) launcher.close();
      await store.close();
    },
  };
}

/** Null where nobody said as whom stages may run. */
async function executorFor(
  { runAs, trustPipelines = false }: CreateAppOptions,
  launcher: Launcher,
): Promise<Executor | null> {
  if (runAs !== undefined) return createProcessExecutor({ launcher, runAs: await resolveRunAs(runAs) });
  return trustPipelines ? createProcessExecutor({ launcher }) : null;
}
