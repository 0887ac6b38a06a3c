import type { App } from "../app.ts";
import { createApprovals } from "../approvals/create-approvals.ts";
import { createLinkSigner } from "../artifacts/link-signer.ts";
import { createRemoteControl } from "../remote/create-remote-control.ts";
import { createLogBytes } from "../system/log-bytes.ts";
import { createMetrics } from "../system/metrics.ts";
import { createReadiness } from "../system/readiness.ts";
import { createTriggers } from "../triggers/triggers.ts";
import { createTurns } from "../values/turns.ts";
import { type CreateAppOptions, settingsOf } from "./create-app-options.ts";
import { openFoundation } from "./open-foundation.ts";
import { startWorkers } from "./start-workers.ts";

/** Opens everything and puts it together. Throws what `openStore` throws. */
export async function createApp(options: CreateAppOptions): Promise<App & AsyncDisposable> {
  const settings = settingsOf(options);
  const foundation = await openFoundation(options, settings);
  const { store, tables, clock, ids, secrets, sources } = foundation;
  const workers = await startWorkers(foundation, options, settings);
  const metrics = createMetrics();
  return {
    options: { ...settings.known, dataDirectory: store.layout.root },
    store,
    tables,
    clock,
    ids,
    secrets,
    sources,
    people: foundation.people,
    tokens: foundation.tokens,
    attempts: foundation.attempts,
    variables: foundation.variables,
    connections: foundation.connections,
    runProgram: foundation.runProgram,
    runs: workers.runs,
    projections: workers.projections,
    schedules: workers.schedules,
    webhooks: workers.webhooks,
    collector: workers.collector,
    writeBacks: workers.writeBacks,
    notifications: workers.notifications,
    retention: workers.retention,
    rights: workers.rights,
    approvals: createApprovals({ tables, clock, words: workers.words, projections: workers.projections }),
    triggers: createTriggers({ tables, sources }),
    remote: createRemoteControl({ ...foundation, collector: workers.collector, projections: workers.projections }),
    metrics,
    readiness: createReadiness({ tables, clock, dataDirectory: store.layout.root }),
    logBytes: createLogBytes(store.layout.logs, () => clock.now()),
    artifactLinks: createLinkSigner({ key: await secrets.serverKey("artifact links"), now: () => clock.now() }),
    searches: createTurns({ atOnce: 2, waiting: 20 }),
    async [Symbol.asyncDispose]() {
      metrics[Symbol.dispose]();
      await workers.close();
      await foundation.close();
    },
  };
}
