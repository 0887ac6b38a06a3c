import { tmpdir } from "node:os";
import { removeAbandonedGroups } from "@headrace/engine";
import { refreshStatistics } from "@headrace/store/server";
import { createRights, type Rights } from "../access/rights.ts";
import { type ApprovalWords, createApprovalWords } from "../approvals/approval-words.ts";
import type { Collector } from "../collector/collector.ts";
import { createCollector } from "../collector/create-collector.ts";
import { deploymentRulesFor } from "../environments/deployment-rules.ts";
import { compressEndedLogs } from "../logs/compress-ended-logs.ts";
import { createNotifications } from "../notifications/create-notifications.ts";
import type { Notifications } from "../notifications/notifications.ts";
import { createProjections, type Projections } from "../projections/create-projections.ts";
import { createRetention } from "../retention/create-retention.ts";
import type { Retention } from "../retention/retention.ts";
import { createRuns } from "../runs/create-runs.ts";
import type { Runs } from "../runs/runs.ts";
import { createSchedules } from "../schedules/create-schedules.ts";
import type { Schedules } from "../schedules/schedules.ts";
import { createWebhooks } from "../webhooks/create-webhooks.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { createWriteBacks } from "../write-back/create-write-backs.ts";
import type { WriteBacks } from "../write-back/write-backs.ts";
import type { AppSettings, CreateAppOptions } from "./create-app-options.ts";
import type { Foundation } from "./open-foundation.ts";

/** What a server does without being asked: it runs, reads hosts, tells, and removes. */
export interface Workers {
  readonly runs: Runs;
  readonly projections: Projections;
  readonly schedules: Schedules;
  readonly webhooks: Webhooks;
  readonly collector: Collector;
  readonly writeBacks: WriteBacks;
  readonly notifications: Notifications;
  readonly retention: Retention;
  readonly rights: Rights;
  readonly words: ApprovalWords;
  /** Waits for what is being done; what runs may go on for the options' `drain`. */
  close(): Promise<void>;
}

export async function startWorkers(
  foundation: Foundation,
  options: CreateAppOptions,
  settings: AppSettings,
): Promise<Workers> {
  const { store, database, tables, clock, ids, secrets, variables } = foundation;
  const { report } = settings;
  const { publicUrl, allowPrivateAddresses: allowPrivateHosts } = settings.known;
  const ground = { ...foundation, publicUrl, report };
  const projections = createProjections({ tables, load: (executionId) => store.journal.load(executionId), report });
  const writeBacks = createWriteBacks({ ...ground, settled: projections.settled });
  const notifications = createNotifications({
    ...ground,
    allowPrivateHosts,
    ...(options.mail === undefined ? {} : { mail: options.mail }),
  });
  const endedLogs = compressEndedLogs({ directory: store.layout.logs, report });
  const runs = createRuns({
    ...ground,
    settings: { secrets, variables },
    deploymentRules: (link, plan) => deploymentRulesFor({ tables, clock, ids }, link, plan),
    derive: async (link, state) => {
      await projections.derive(link, state);
      await writeBacks.ended(link);
      await notifications.ended(link, state);
      endedLogs.take(link.executionId);
    },
    workspacesDirectory: tmpdir(),
    environment: process.env,
    ...(options.concurrentExecutions === undefined ? {} : { concurrentExecutions: options.concurrentExecutions }),
    ...(options.stagesPerExecution === undefined ? {} : { stagesPerExecution: options.stagesPerExecution }),
    ...(options.concurrentStages === undefined ? {} : { concurrentStages: options.concurrentStages }),
  });
  runs.observe(projections.take);
  runs.observe(writeBacks.take);
  const schedules = createSchedules({ ...ground, runs });
  const collector = createCollector({
    ...ground,
    logsDirectory: store.layout.logs,
    projections,
    ...(options.collectorTurn === undefined ? {} : { turn: options.collectorTurn }),
  });
  const webhooks = createWebhooks({
    ...ground,
    runs,
    defaultBranchMoved: schedules.defaultBranchMoved,
    heardOf: (repositoryId, ended) => collector.heardOf(repositoryId, ended),
  });
  const retention = createRetention({ ...ground, owner: ids.next(), tidy: () => tidy(foundation) });
  const rights = createRights({ signals: database, report });
  const words = createApprovalWords({ tables, signals: database, runs, report });

  await projections.rebuildOpen();
  for (const worker of [runs, schedules, webhooks, collector, writeBacks, notifications]) await worker.begin();
  for (const worker of [endedLogs, retention, rights, words]) worker.begin();

  return {
    runs,
    projections,
    schedules,
    webhooks,
    collector,
    writeBacks,
    notifications,
    retention,
    rights,
    words,
    async close() {
      await Promise.all([webhooks.close(), schedules.close(), collector.close()]);
      await retention.close();
      await Promise.all([words.close(), rights.close()]);
      await runs.close(options.drain === undefined ? {} : { drain: options.drain });
      await Promise.all([projections.close(), writeBacks.close(), notifications.close(), endedLogs.close()]);
    },
  };
}

/** Removes what is over by its time and belongs to no organization. */
async function tidy({ people, attempts, mirrors, tables, database }: Foundation): Promise<void> {
  await people.tidy();
  await attempts.tidy();
  await mirrors.sweep(async () => (await tables.selectFrom("repositories").select("id").execute()).map(({ id }) => id));
  removeAbandonedGroups();
  await refreshStatistics(database, tables);
}
