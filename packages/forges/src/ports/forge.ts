import type { Account } from "./account.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Builds } from "./builds.ts";
import type { Caches } from "./caches.ts";
import type { Capability } from "./capabilities.ts";
import type { Ci } from "./ci.ts";
import type { Control } from "./control.ts";
import type { Deployments } from "./deployments.ts";
import type { Downloads } from "./downloads.ts";
import type { Environments } from "./environments.ts";
import type { Files } from "./files.ts";
import type { Identity } from "./identity.ts";
import type { Insights } from "./insights.ts";
import type { ContainerLogs, Logs } from "./logs.ts";
import type { OnDemand } from "./on-demand.ts";
import type { Permissions } from "./permissions.ts";
import type { Queues } from "./queues.ts";
import type { Reports } from "./reports.ts";
import type { Repositories } from "./repositories.ts";
import type { RequiredBuilds } from "./required-builds.ts";
import type { Reviews } from "./reviews.ts";
import type { RunDeployments } from "./run-deployments.ts";
import type { Runners } from "./runners.ts";
import type { Runs } from "./runs.ts";
import type { Schedules } from "./schedules.ts";
import type { Ssh } from "./ssh.ts";
import type { Statuses } from "./statuses.ts";
import type { Tests } from "./tests.ts";
import type { Variables } from "./variables.ts";
import type { Webhooks } from "./webhooks.ts";
import type { Workflows } from "./workflows.ts";

export const forgeKinds = ["bitbucket-cloud", "bitbucket-data-center", "github"] as const;
export type ForgeKind = (typeof forgeKinds)[number];

/** Shown to git alone, for addresses of the forge. */
export interface GitCredentials {
  readonly username: string;
  readonly password: string;
}

export interface DetectedForge {
  readonly capabilities: readonly Capability[];
  /** What the owner pays for, in the forge's word; absent where it does not tell. */
  readonly plan?: string;
}

/**
 * A forge as one connection reaches it. What it has not, it cannot do: `capabilities` says why.
 *
 * All that asks the forge throws a `ForgeError`: `forge-unauthorized` for a token that is not believed, `forge-forbidden`
 * for one that may not, `forge-not-found` for what is not there or not shown to it, `forge-refused` with the status for
 * what the forge does not take, `forge-limited` where the hour's requests are spent, `forge-unreachable` and
 * `forge-failed` where it is away or broken, `forge-answer-unreadable` and `forge-answer-too-large` for what it says; and
 * `invalid-argument` where what was asked for cannot be said to it. A method names what it throws where that means
 * something of its own. A signal that is aborted ends the request, with the signal's reason. Times are epoch milliseconds.
 */
export interface Forge {
  readonly kind: ForgeKind;
  /** For people: `Bitbucket Cloud`. */
  readonly title: string;
  readonly account: Account;
  readonly repositories: Repositories;
  readonly runs?: Runs;
  readonly logs?: Logs;
  readonly containerLogs?: ContainerLogs;
  readonly tests?: Tests;
  readonly artifacts?: Artifacts;
  readonly downloads?: Downloads;
  readonly runDeployments?: RunDeployments;
  readonly control?: Control;
  readonly onDemand?: OnDemand;
  readonly reviews?: Reviews;
  readonly queues?: Queues;
  readonly variables?: Variables;
  readonly schedules?: Schedules;
  readonly caches?: Caches;
  readonly environments?: Environments;
  readonly ci?: Ci;
  readonly runners?: Runners;
  readonly ssh?: Ssh;
  readonly identity?: Identity;
  readonly statuses?: Statuses;
  readonly insights?: Insights;
  readonly deployments?: Deployments;
  readonly builds?: Builds;
  readonly reports?: Reports;
  readonly requiredBuilds?: RequiredBuilds;
  readonly files?: Files;
  readonly permissions?: Permissions;
  readonly webhooks?: Webhooks;
  readonly workflows?: Workflows;
  readonly capabilities: readonly Capability[];
  /** The same, less what this host's version, its settings or the plan of the repositories' owner leave out. */
  detect?(owner: string, signal?: AbortSignal): Promise<DetectedForge>;
  /** What git shows the host to clone from it. */
  gitCredentials(signal?: AbortSignal): Promise<GitCredentials>;
  /** Closes the connections that are kept. */
  close(): void;
}
