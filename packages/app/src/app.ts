import type { Clock, IdSource, RunProgram } from "@headrace/engine";
import type { Store } from "@headrace/store";
import type { ServerTables } from "@headrace/store/server";
import type { Rights } from "./access/rights.ts";
import type { Approvals } from "./approvals/create-approvals.ts";
import type { LinkSigner } from "./artifacts/link-signer.ts";
import type { Collector } from "./collector/collector.ts";
import type { Connections } from "./connections/connections.ts";
import type { Notifications } from "./notifications/notifications.ts";
import type { Attempts } from "./people/attempts.ts";
import type { People } from "./people/people.ts";
import type { Tokens } from "./people/tokens.ts";
import type { Projections } from "./projections/create-projections.ts";
import type { RemoteControl } from "./remote/remote-control.ts";
import type { Retention } from "./retention/retention.ts";
import type { Runs } from "./runs/runs.ts";
import type { Sources } from "./runs/sources/sources.ts";
import type { Schedules } from "./schedules/schedules.ts";
import type { OpenSecrets } from "./secrets/create-secrets.ts";
import type { Metrics } from "./system/metrics.ts";
import type { ReadinessCheck } from "./system/readiness.ts";
import type { Triggers } from "./triggers/triggers.ts";
import type { Turns } from "./values/turns.ts";
import type { Variables } from "./variables/variables.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";
import type { WriteBacks } from "./write-back/write-backs.ts";

/** All that operations work with. Put together by `createApp`; a handler finds everything here. */
export interface App {
  readonly options: AppOptions;
  readonly store: Store;
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** By a small process, not by a fork of this one. */
  readonly runProgram: RunProgram;
  readonly people: People;
  readonly tokens: Tokens;
  readonly attempts: Attempts;
  readonly rights: Rights;
  readonly metrics: Metrics;
  readonly readiness: () => Promise<readonly ReadinessCheck[]>;
  /** Bytes of all logs on the disk, as measured lately. */
  readonly logBytes: () => Promise<number>;
  readonly sources: Sources;
  readonly runs: Runs;
  readonly projections: Projections;
  readonly approvals: Approvals;
  readonly retention: Retention;
  readonly secrets: OpenSecrets;
  readonly variables: Variables;
  readonly triggers: Triggers;
  readonly webhooks: Webhooks;
  readonly connections: Connections;
  readonly collector: Collector;
  readonly remote: RemoteControl;
  readonly writeBacks: WriteBacks;
  readonly notifications: Notifications;
  readonly schedules: Schedules;
  readonly artifactLinks: LinkSigner;
  /** Each is a thread that works for seconds. */
  readonly searches: Turns;
}

export interface AppOptions {
  /** Absolute. */
  readonly dataDirectory: string;
  /** Of Headrace. */
  readonly version: string;
  /** How the world reaches this server, without a slash at the end; what it listens on where nobody said. */
  readonly publicUrl: string;
  /** Local paths may be repositories, and pipelines may do what this process may (`--demo`, `--trust-pipelines`). */
  readonly trustPipelines: boolean;
  /** Repositories, sources, webhooks and channels may lie at private addresses. */
  readonly allowPrivateAddresses: boolean;
  /** AI agents may run definitions that are not saved, where the person may. */
  readonly agentsRunInline: boolean;
  /** Bytes of an artifact that is uploaded. */
  readonly artifactLimit: number;
  /** Compare every answer with the operation's schema: for tests. */
  readonly checkOutputs: boolean;
}
