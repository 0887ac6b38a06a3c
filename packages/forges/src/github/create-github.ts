import type { AddressRules } from "@headrace/engine/net";
import { bearerCredentials, createForgeHttp, type ForgeClock, type RequestBudget, systemClock } from "../http/index.ts";
import type {
  Builds,
  Caches,
  Control,
  Deployments,
  Environments,
  Forge,
  Logs,
  Queues,
  Reviews,
  Runs,
  Statuses,
  Variables,
  Webhooks,
} from "../ports/index.ts";
import { createAccount } from "./account.ts";
import { createBuilds } from "./builds.ts";
import { createCaches } from "./caches.ts";
import { capabilities } from "./capabilities.ts";
import { createChecks } from "./checks.ts";
import { createControl } from "./control.ts";
import { createDeployments } from "./deployments.ts";
import { createEnvironments } from "./environments.ts";
import { createLogs } from "./logs.ts";
import { createQueues } from "./queues.ts";
import { createRepositories } from "./repositories.ts";
import { createReviews } from "./reviews.ts";
import { createRuns } from "./runs.ts";
import { createStatuses } from "./statuses.ts";
import { createVariables } from "./variables.ts";
import { createWebhooks } from "./webhooks.ts";

export interface GitHubOptions extends AddressRules {
  /** A personal access token, or one of an app's installation. */
  readonly token: string;
  /** `https://api.github.com` unless said. */
  readonly baseUrl?: string;
  /** Of whoever wants to stay below what GitHub allows; without one its own answers hold requests back. */
  readonly budget?: RequestBudget;
  /** Milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** Milliseconds that a request is held back for the rate limit rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
  /** Bytes of a log that are read at most; 256 MiB unless said. */
  readonly largestStream?: number;
  readonly clock?: ForgeClock;
}

/** GitHub Actions, and the repositories that have them. */
export interface GitHub extends Forge {
  readonly kind: "github";
  readonly runs: Runs;
  readonly logs: Logs;
  readonly control: Control;
  readonly reviews: Reviews;
  readonly queues: Queues;
  readonly variables: Variables;
  readonly statuses: Statuses;
  readonly deployments: Deployments;
  readonly caches: Caches;
  readonly environments: Environments;
  readonly builds: Builds;
  readonly webhooks: Webhooks;
}

const title = "GitHub";

/** Of an app's installation. https://docs.github.com/authentication/keeping-your-account-and-data-secure */
const installationPrefix = "ghs_";

export function createGitHub({ token, baseUrl = "https://api.github.com", ...options }: GitHubOptions): GitHub {
  const http = createForgeHttp({
    ...options,
    forge: title,
    baseUrl,
    credentials: bearerCredentials(token),
    headers: { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28", "user-agent": "headrace" },
  });
  const runs = createRuns(http);
  const isApps = token.startsWith(installationPrefix);
  return {
    kind: "github",
    title,
    account: createAccount(http),
    repositories: createRepositories(http),
    runs,
    logs: createLogs(http),
    control: createControl({ http, runs, clock: options.clock ?? systemClock }),
    reviews: createReviews(http),
    queues: createQueues(http),
    variables: createVariables(http),
    statuses: isApps ? createChecks(http) : createStatuses(http),
    deployments: createDeployments(http),
    caches: createCaches(http),
    environments: createEnvironments(http),
    builds: createBuilds(http),
    webhooks: createWebhooks(http),
    capabilities: capabilities(isApps ? "app" : "user"),
    gitCredentials: async () => ({ username: "x-access-token", password: token }),
    close: () => http.close(),
  };
}
