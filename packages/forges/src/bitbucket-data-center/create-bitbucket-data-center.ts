import type { AddressRules } from "@headrace/engine/net";
import {
  bearerCredentials,
  createForgeHttp,
  type ForgeClock,
  type KnownAnswers,
  type RequestBudget,
} from "../http/index.ts";
import type {
  Builds,
  Deployments,
  Files,
  Forge,
  Insights,
  Permissions,
  Reports,
  RequiredBuilds,
  Statuses,
  Webhooks,
} from "../ports/index.ts";
import { createAccount } from "./account.ts";
import { createBuilds } from "./builds.ts";
import { capabilities, capabilitiesOf } from "./capabilities.ts";
import { createDeployments } from "./deployments.ts";
import { detect } from "./detect.ts";
import { createFiles } from "./files.ts";
import { createInsights } from "./insights.ts";
import { createPermissions } from "./permissions.ts";
import { createReports } from "./reports.ts";
import { createRepositories } from "./repositories.ts";
import { createRequiredBuilds } from "./required-builds.ts";
import { createStatuses } from "./statuses.ts";
import { createWebhooks } from "./webhooks.ts";

export interface BitbucketDataCenterOptions extends AddressRules {
  /** An HTTP access token of a person, a project or a repository. */
  readonly token: string;
  /** Of the host itself: `https://code.example.org`, with the path before `/rest` where it has one. */
  readonly baseUrl: string;
  /** Of a host whose administrator limits requests; none unless said. */
  readonly budget?: RequestBudget;
  /** Shared by many connections, to bound what all of them remember; its own unless said. */
  readonly known?: KnownAnswers;
  /** Milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** Milliseconds that a request is held back for the rate limit rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
  readonly clock?: ForgeClock;
}

export interface BitbucketDataCenter extends Forge {
  readonly kind: "bitbucket-data-center";
  readonly statuses: Statuses;
  readonly insights: Insights;
  readonly deployments: Deployments;
  readonly builds: Builds;
  readonly reports: Reports;
  readonly requiredBuilds: RequiredBuilds;
  readonly files: Files;
  readonly permissions: Permissions;
  readonly webhooks: Webhooks;
}

const title = "Bitbucket Data Center";

export function createBitbucketDataCenter(options: BitbucketDataCenterOptions): BitbucketDataCenter {
  const { token, baseUrl, ...rest } = options;
  const host = baseUrl.replace(/\/+$/, "");
  const http = createForgeHttp({
    ...rest,
    forge: title,
    baseUrl: `${host}/rest`,
    credentials: bearerCredentials(token),
  });
  const detected = detect(http);
  return {
    kind: "bitbucket-data-center",
    title,
    account: createAccount(http),
    repositories: createRepositories(http, host),
    statuses: createStatuses(http, detected),
    insights: createInsights(http),
    deployments: createDeployments(http, detected),
    builds: createBuilds(http, detected),
    reports: createReports(http),
    requiredBuilds: createRequiredBuilds(http),
    files: createFiles(http),
    permissions: createPermissions(http),
    webhooks: createWebhooks(http),
    capabilities,
    detect: async (_, signal) => ({ capabilities: capabilitiesOf(await detected.read(signal)) }),
    // Whose token it is the host knows by itself.
    gitCredentials: async () => ({ username: "x-token-auth", password: token }),
    close: () => http.close(),
  };
}
