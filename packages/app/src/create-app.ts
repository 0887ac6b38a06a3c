import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Clock,
  createLauncher,
  createProcessExecutor,
  createTreeRemover,
  type Executor,
  type Launcher,
  type RunAsRequest,
  randomIds,
  removeAbandonedGroups,
  resolveRunAs,
  systemClock,
} from "@headrace/engine";
import { createMirrors } from "@headrace/engine/checkouts";
import type { ForgeClock } from "@headrace/forges";
import { openStore } from "@headrace/store";
import { openServerTables, refreshStatistics } from "@headrace/store/server";
import { createRights } from "./access/rights.ts";
import type { App, AppOptions } from "./app.ts";
import { createApprovalWords } from "./approvals/approval-words.ts";
import { createApprovals } from "./approvals/create-approvals.ts";
import { createLinkSigner } from "./artifacts/link-signer.ts";
import { createCollector } from "./collector/create-collector.ts";
import { cloneCredentials } from "./connections/clone-credentials.ts";
import { createConnections } from "./connections/create-connections.ts";
import { deploymentRulesFor } from "./environments/deployment-rules.ts";
import { compressEndedLogs } from "./logs/compress-ended-logs.ts";
import { createNotifications } from "./notifications/create-notifications.ts";
import type { MailServer } from "./notifications/kinds/channel-kind.ts";
import { createAttempts } from "./people/attempts.ts";
import type { PasswordKeeping } from "./people/open-auth.ts";
import { openPeople } from "./people/people.ts";
import { createTokens } from "./people/tokens.ts";
import { createProjections } from "./projections/create-projections.ts";
import { createRemoteControl } from "./remote/create-remote-control.ts";
import { createRetention } from "./retention/create-retention.ts";
import { createRuns } from "./runs/create-runs.ts";
import { createSources } from "./runs/sources/create-sources.ts";
import type { ServerLimits } from "./runs/turns/limits.ts";
import { createSchedules } from "./schedules/create-schedules.ts";
import { createSecrets } from "./secrets/create-secrets.ts";
import { createLogBytes } from "./system/log-bytes.ts";
import { createMetrics } from "./system/metrics.ts";
import { createReadiness } from "./system/readiness.ts";
import { createTriggers } from "./triggers/triggers.ts";
import { createTurns } from "./values/turns.ts";
import { createVariables } from "./variables/create-variables.ts";
import { createWebhooks } from "./webhooks/create-webhooks.ts";
import { createWriteBacks } from "./write-back/create-write-backs.ts";

export interface CreateAppOptions extends Partial<Omit<AppOptions, "dataDirectory">>, ServerLimits {
  /** The data directory; made when it is not there. */
  readonly dataDirectory: string;
  /** `postgres://…`; the data directory's own database unless said. */
  readonly database?: string;
  readonly clock?: Clock & Partial<ForgeClock>;
  /** Milliseconds to wait for a database that another process holds, or that is away; as `openStore` does unless said. */
  readonly databasePatience?: number;
  /** Base64 of 32 bytes (`HEADRACE_MASTER_KEY`); a file of the data directory keeps it unless said. */
  readonly masterKey?: string;
  /** The key before it (`HEADRACE_MASTER_KEY_PREVIOUS`), for the one start that replaces it. */
  readonly previousMasterKey?: string;
  /** By which notifications are mailed (`HEADRACE_SMTP_URL`, `HEADRACE_MAIL_FROM`); none are unless said. */
  readonly mail?: MailServer;
  /** As whom stages run (`--run-as`); then they reach nothing of the server's. Throws `invalid-argument` for what cannot be. */
  readonly runAs?: RunAsRequest;
  /** How passwords are kept; by scrypt unless said. */
  readonly passwords?: PasswordKeeping;
  /** Who starts programs, git's and those of stages; closed by whoever gives it. One of the app's own unless said. */
  readonly launcher?: Launcher;
  /** Where stages run; child processes as other users, or like this one where pipelines are trusted, else nowhere. */
  readonly executor?: Executor;
  /** Stage instances at once, of all executions; without limit unless said. */
  readonly concurrentStages?: number;
  /** Milliseconds for which what runs may go on to its end when the app is closed; 0 unless said. See `Runs.close`. */
  readonly drain?: number;
  /** Milliseconds that reading one repository's runs on its host may take at a time; five minutes unless said. */
  readonly collectorTurn?: number;
  /** Told of faults that belong to no request; written to the standard error unless said. */
  readonly report?: (what: string, error: unknown) => void;
  /** Told what whoever runs the server should know; written to the standard error unless said. */
  readonly warn?: (text: string) => void;
}

const defaultArtifactLimit = 5 * 1024 ** 3;

/** Opens everything and puts it together. Throws what `openStore` throws. */
export async function createApp(options: CreateAppOptions): Promise<App & AsyncDisposable> {
  const clock = options.clock ?? systemClock;
  const ids = randomIds;
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
  const tables = await openServerTables(store.database);
  const tokens = createTokens({ tables, clock, ids });
  const publicUrl = (options.publicUrl ?? "http://localhost:4400").replace(/\/+$/, "");
  const trustPipelines = options.trustPipelines ?? false;
  const secrets = await createSecrets({
    database: store.database,
    tables,
    clock,
    ids,
    directory: store.layout.root,
    warn: options.warn ?? warnOnStandardError,
    ...(options.masterKey === undefined ? {} : { masterKey: options.masterKey }),
    ...(options.previousMasterKey === undefined ? {} : { previousMasterKey: options.previousMasterKey }),
  }).catch(async (error: unknown) => {
    // Whoever mends the key starts again with the same data directory.
    await store.close();
    throw error;
  });
  const connections = createConnections({
    database: store.database,
    tables,
    secrets,
    clock,
    allowPrivateHosts: options.allowPrivateAddresses ?? false,
  });
  const mirrors = createMirrors({
    directory: join(store.layout.root, "mirrors"),
    allowLocalPaths: trustPipelines,
    allowPrivateHosts: options.allowPrivateAddresses ?? false,
    run: launcher.run,
    credentials: (url, asked) => cloneCredentials({ tables, connections }, url, asked),
  });
  const people = await openPeople({
    database: store.database,
    tables,
    tokens,
    secret: Buffer.from(await secrets.serverKey("session cookies")).toString("base64url"),
    publicUrl,
    passwords: options.passwords,
  });
  const variables = createVariables({ tables });
  const sources = createSources({ mirrors, directory: store.layout.work });
  const report = options.report ?? reportToStandardError;
  const projections = createProjections({ tables, load: (executionId) => store.journal.load(executionId), report });
  const { database } = store;
  const writeBacks = createWriteBacks({
    database,
    tables,
    store,
    secrets,
    connections,
    publicUrl,
    clock,
    ids,
    settled: projections.settled,
    report,
  });
  const notifications = createNotifications({
    database,
    tables,
    store,
    secrets,
    publicUrl,
    allowPrivateHosts: options.allowPrivateAddresses ?? false,
    ...(options.mail === undefined ? {} : { mail: options.mail }),
    clock,
    ids,
    report,
  });
  const endedLogs = compressEndedLogs({ directory: store.layout.logs, report });
  const runs = createRuns({
    deploymentRules: (link, plan) => deploymentRulesFor({ tables, clock, ids }, link, plan),
    derive: async (link, state) => {
      await projections.derive(link, state);
      await writeBacks.ended(link);
      await notifications.ended(link, state);
      endedLogs.take(link.executionId);
    },
    settings: { secrets, variables },
    store,
    tables,
    clock,
    ids,
    executor,
    sources,
    workspacesDirectory: tmpdir(),
    removeTree: remover.remove,
    environment: process.env,
    publicUrl,
    ...(options.concurrentExecutions === undefined ? {} : { concurrentExecutions: options.concurrentExecutions }),
    ...(options.stagesPerExecution === undefined ? {} : { stagesPerExecution: options.stagesPerExecution }),
    ...(options.concurrentStages === undefined ? {} : { concurrentStages: options.concurrentStages }),
    report,
  });
  runs.observe(projections.take);
  runs.observe(writeBacks.take);
  await projections.rebuildOpen();
  await runs.begin();
  const schedules = createSchedules({ database: store.database, tables, sources, runs, clock, ids, report });
  const collector = createCollector({
    database: store.database,
    tables,
    store,
    logsDirectory: store.layout.logs,
    connections,
    projections,
    clock,
    ids,
    ...(options.collectorTurn === undefined ? {} : { turn: options.collectorTurn }),
    report,
  });
  const webhooks = createWebhooks({
    database: store.database,
    tables,
    sources,
    runs,
    secrets,
    clock,
    ids,
    defaultBranchMoved: schedules.defaultBranchMoved,
    heardOf: (repositoryId, ended) => collector.heardOf(repositoryId, ended),
    report,
  });
  await schedules.begin();
  await webhooks.begin();
  await collector.begin();
  await writeBacks.begin();
  await notifications.begin();
  endedLogs.begin();
  const attempts = createAttempts({ tables, clock, key: await secrets.serverKey("sign-in attempts") });
  const retention = createRetention({
    store,
    tables,
    clock,
    owner: ids.next(),
    tidy: async () => {
      await people.tidy();
      await attempts.tidy();
      await mirrors.sweep(async () =>
        (await tables.selectFrom("repositories").select("id").execute()).map(({ id }) => id),
      );
      removeAbandonedGroups();
      await refreshStatistics(store.database, tables);
    },
    report: options.report ?? reportToStandardError,
  });
  retention.begin();
  const rights = createRights({ signals: store.database, report });
  rights.begin();
  const words = createApprovalWords({ tables, signals: store.database, runs, report });
  words.begin();
  const metrics = createMetrics();
  return {
    options: {
      dataDirectory: store.layout.root,
      version: options.version ?? "0.0.0",
      publicUrl,
      trustPipelines,
      allowPrivateAddresses: options.allowPrivateAddresses ?? false,
      agentsRunInline: options.agentsRunInline ?? false,
      artifactLimit: options.artifactLimit ?? defaultArtifactLimit,
      checkOutputs: options.checkOutputs ?? false,
    },
    store,
    tables,
    clock,
    ids,
    people,
    tokens,
    attempts,
    projections,
    approvals: createApprovals({ tables, clock, words, projections }),
    rights,
    metrics,
    readiness: createReadiness({ tables, clock, dataDirectory: store.layout.root }),
    logBytes: createLogBytes(store.layout.logs, () => clock.now()),
    sources,
    runs,
    retention,
    secrets,
    variables,
    triggers: createTriggers({ tables, sources }),
    webhooks,
    connections,
    collector,
    writeBacks,
    notifications,
    remote: createRemoteControl({ database, tables, store, connections, collector, projections, clock, ids }),
    schedules,
    artifactLinks: createLinkSigner({
      key: await secrets.serverKey("artifact links"),
      now: () => clock.now(),
    }),
    searches: createTurns({ atOnce: 2, waiting: 20 }),
    async [Symbol.asyncDispose]() {
      metrics[Symbol.dispose]();
      await Promise.all([webhooks.close(), schedules.close(), collector.close()]);
      await retention.close();
      await Promise.all([words.close(), rights.close()]);
      await runs.close(options.drain === undefined ? {} : { drain: options.drain });
      await Promise.all([projections.close(), writeBacks.close(), notifications.close(), endedLogs.close()]);
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

function warnOnStandardError(text: string): void {
  process.stderr.write(`headrace: ${text}\n`);
}

function reportToStandardError(what: string, error: unknown): void {
  process.stderr.write(
    `headrace: ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
}
