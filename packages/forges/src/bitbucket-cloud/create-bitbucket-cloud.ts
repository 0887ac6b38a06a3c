import type { AddressRules } from "@headrace/engine/net";
import {
  createForgeHttp,
  createRequestBudget,
  type ForgeClock,
  type KnownAnswers,
  type RequestBudget,
  systemClock,
} from "../http/index.ts";
import type {
  Builds,
  Caches,
  Ci,
  ContainerLogs,
  Control,
  Downloads,
  Environments,
  Files,
  Forge,
  Identity,
  Insights,
  Logs,
  OnDemand,
  Permissions,
  Reports,
  Repositories,
  RunDeployments,
  Runners,
  Runs,
  Schedules,
  Ssh,
  Statuses,
  Tests,
  Variables,
  Webhooks,
} from "../ports/index.ts";
import { createAccount } from "./account.ts";
import { createBuilds } from "./builds.ts";
import { createCaches } from "./caches.ts";
import { capabilities } from "./capabilities.ts";
import { createCi } from "./ci.ts";
import { createControl } from "./control.ts";
import { type BitbucketCloudCredentials, createBitbucketCloudCredentials } from "./credentials.ts";
import { createDownloads } from "./downloads.ts";
import { createEnvironments } from "./environments.ts";
import { createFiles } from "./files.ts";
import { createIdentity } from "./identity.ts";
import { createInsights } from "./insights.ts";
import { createContainerLogs, createLogs } from "./logs.ts";
import { createOnDemand } from "./on-demand.ts";
import { createPermissions } from "./permissions.ts";
import { createReports } from "./reports.ts";
import { createRepositories } from "./repositories.ts";
import { createRunDeployments } from "./run-deployments.ts";
import { createRunners } from "./runners.ts";
import { createRuns } from "./runs.ts";
import { createSchedules } from "./schedules.ts";
import { createSsh } from "./ssh.ts";
import { createStatuses } from "./statuses.ts";
import { createTests } from "./tests.ts";
import { createVariables } from "./variables.ts";
import { createWebhooks } from "./webhooks.ts";

export interface BitbucketCloudOptions extends AddressRules {
  readonly credentials: BitbucketCloudCredentials;
  /** `https://api.bitbucket.org/2.0` unless said. */
  readonly baseUrl?: string;
  /** Where OAuth tokens are given; Bitbucket's own address unless said. */
  readonly tokenUrl?: string;
  /** Shared by what uses the same token; 1,000 requests in any hour unless said. */
  readonly budget?: RequestBudget;
  /** Shared by many connections, to bound what all of them remember; its own unless said. */
  readonly known?: KnownAnswers;
  /** Milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** Milliseconds that a request is held back for the rate limit rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
  /** Bytes of a log that are read at most; 256 MiB unless said. */
  readonly largestStream?: number;
  /** Bytes of a download or of a cache's content that are passed on at most; 4 GiB unless said. */
  readonly largestDownload?: number;
  readonly clock?: ForgeClock;
}

export interface BitbucketCloud extends Forge {
  readonly kind: "bitbucket-cloud";
  readonly repositories: Required<Repositories>;
  readonly runs: Runs;
  readonly logs: Logs;
  readonly containerLogs: ContainerLogs;
  readonly tests: Tests;
  readonly downloads: Downloads;
  readonly runDeployments: RunDeployments;
  readonly control: Control;
  readonly onDemand: OnDemand;
  readonly variables: Variables;
  readonly schedules: Schedules;
  readonly caches: Required<Caches>;
  readonly environments: Required<Environments>;
  readonly ci: Required<Ci>;
  readonly runners: Required<Runners>;
  readonly ssh: Ssh;
  readonly identity: Identity;
  readonly statuses: Statuses;
  readonly insights: Insights;
  readonly builds: Builds;
  readonly reports: Reports;
  readonly files: Files;
  readonly permissions: Permissions;
  readonly webhooks: Webhooks;
}

const title = "Bitbucket Cloud";

/** The rolling hour that Atlassian allows a token. https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/ */
const requestsAnHour = 1_000;

export function createBitbucketCloud(options: BitbucketCloudOptions): BitbucketCloud {
  const { credentials, baseUrl = "https://api.bitbucket.org/2.0", tokenUrl, clock = systemClock, ...rest } = options;
  const { allowPrivateHosts, resolveName } = options;
  const signIn = createBitbucketCloudCredentials(credentials, {
    clock,
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
    ...(allowPrivateHosts === undefined ? {} : { allowPrivateHosts }),
    ...(resolveName === undefined ? {} : { resolveName }),
  });
  const http = createForgeHttp({
    budget: createRequestBudget({ limit: requestsAnHour, clock }),
    ...rest,
    forge: title,
    baseUrl,
    clock,
    credentials: signIn,
    mends: {
      "forge-unauthorized": mendUnauthorized(credentials.kind),
    },
  });
  return {
    kind: "bitbucket-cloud",
    title,
    account: createAccount(http, credentials.kind),
    repositories: createRepositories(http),
    runs: createRuns(http),
    logs: createLogs(http),
    containerLogs: createContainerLogs(http),
    tests: createTests(http),
    downloads: createDownloads(http, options.largestDownload),
    runDeployments: createRunDeployments(http),
    control: createControl(http),
    onDemand: createOnDemand(http),
    variables: createVariables(http),
    schedules: createSchedules(http),
    caches: createCaches(http, options.largestDownload),
    environments: createEnvironments(http),
    ci: createCi(http),
    runners: createRunners(http),
    ssh: createSsh(http),
    identity: createIdentity(http),
    statuses: createStatuses(http),
    insights: createInsights(http),
    builds: createBuilds(http),
    reports: createReports(http),
    files: createFiles(http),
    permissions: createPermissions(http),
    webhooks: createWebhooks(http),
    capabilities: capabilities(credentials.kind),
    async gitCredentials(signal) {
      if (credentials.kind === "api-token") {
        return { username: "x-bitbucket-api-token-auth", password: credentials.token };
      }
      const password = (await signIn.authorization(signal)).replace(/^Bearer /, "");
      return { username: "x-token-auth", password };
    },
    close: () => http.close(),
  };
}

function mendUnauthorized(kind: BitbucketCloudCredentials["kind"]): string {
  switch (kind) {
    case "api-token":
      return "give the Atlassian account's email and a valid API token with scopes: tokens end after a year at most, and app passwords are not taken any more";
    case "access-token":
      return "give a valid access token: this one is wrong, expired or revoked";
    case "oauth":
      return "look at the OAuth consumer: its key or secret is wrong, or it is not private to the workspace";
  }
}
