import type { AddressRules } from "@headrace/engine/net";
import { type ForgeClock, type KnownAnswers, type RequestBudget, systemClock } from "../http/index.ts";
import type {
  Artifacts,
  Builds,
  Caches,
  Ci,
  Control,
  Deployments,
  Environments,
  Files,
  Forge,
  Logs,
  Permissions,
  Queues,
  Reports,
  Repositories,
  Reviews,
  RunDeployments,
  Runners,
  Runs,
  Statuses,
  Variables,
  Webhooks,
  Workflows,
} from "../ports/index.ts";
import { given } from "../values.ts";
import { createAccount } from "./account.ts";
import type { GitHubApp } from "./app.ts";
import { createArtifacts } from "./artifacts.ts";
import { createBuilds } from "./builds.ts";
import { createCaches } from "./caches.ts";
import { capabilities } from "./capabilities.ts";
import { createCi } from "./ci.ts";
import { createControl } from "./control.ts";
import { createDeployments } from "./deployments.ts";
import { createEnvironments } from "./environments.ts";
import { createFiles } from "./files.ts";
import { createLogs } from "./logs.ts";
import { createPermissions } from "./permissions.ts";
import { planOf } from "./plan.ts";
import { createQueues } from "./queues.ts";
import { createReports } from "./reports.ts";
import { createRepositories } from "./repositories.ts";
import { createReviews } from "./reviews.ts";
import { createRunDeployments } from "./run-deployments.ts";
import { createRunners } from "./runners.ts";
import { createRuns } from "./runs.ts";
import { signIn } from "./sign-in.ts";
import { createToldStatuses } from "./told-statuses.ts";
import { createVariables } from "./variables.ts";
import { createWebhooks } from "./webhooks.ts";
import { createWorkflows } from "./workflows.ts";

export interface GitHubOptions extends AddressRules {
  /** A personal access token, or one of an app's installation. Not needed beside an app. */
  readonly token?: string;
  /** Does whatever it was granted; what only a user may is done by the token, if there is one. */
  readonly app?: GitHubApp;
  /** `https://api.github.com` unless said. */
  readonly baseUrl?: string;
  /** Of whoever wants to stay below what GitHub allows; without one its own answers hold requests back. */
  readonly budget?: RequestBudget;
  /** Shared by many connections, to bound what all of them remember; its own unless said. */
  readonly known?: KnownAnswers;
  /** Milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** Milliseconds that a request is held back for the rate limit rather than refused; 20,000 unless said. */
  readonly longestWait?: number;
  /** Bytes of a log that are read at most; 256 MiB unless said. */
  readonly largestStream?: number;
  /** Bytes of an artifact that are read at most; 4 GiB unless said. */
  readonly largestArtifact?: number;
  readonly clock?: ForgeClock;
}

/** GitHub Actions, and the repositories that have them. */
export interface GitHub extends Forge {
  readonly kind: "github";
  readonly repositories: Required<Repositories>;
  readonly runs: Runs;
  readonly logs: Logs;
  readonly artifacts: Artifacts;
  readonly control: Control;
  readonly reviews: Reviews;
  readonly queues: Queues;
  readonly variables: Variables;
  readonly statuses: Statuses;
  readonly deployments: Deployments;
  readonly runDeployments: RunDeployments;
  readonly caches: Caches;
  readonly environments: Environments;
  readonly ci: Ci;
  readonly runners: Runners;
  readonly builds: Builds;
  readonly reports: Reports;
  readonly files: Files;
  readonly permissions: Permissions;
  readonly webhooks: Webhooks;
  readonly workflows: Workflows;
}

const title = "GitHub";

/** Throws `invalid-argument` where there is neither a token nor an app, or what is given can be none. */
export function createGitHub(options: GitHubOptions): GitHub {
  const { http, user, installation, signers, token, close } = signIn(options);
  const runs = createRuns(http);
  const clock = options.clock ?? systemClock;
  return {
    kind: "github",
    title,
    account: createAccount({ user, installation }),
    repositories: createRepositories(http),
    runs,
    logs: createLogs(http),
    artifacts: createArtifacts(http, options.largestArtifact),
    control: createControl({ http, runs, clock }),
    reviews: createReviews(http, signers),
    queues: createQueues(http),
    variables: createVariables(http),
    statuses: createToldStatuses({ http, signers, installation }),
    deployments: createDeployments(http),
    runDeployments: createRunDeployments(http),
    caches: createCaches(http),
    environments: createEnvironments(http),
    ci: createCi(http),
    runners: createRunners(http),
    builds: createBuilds(http),
    reports: createReports(http),
    files: createFiles(http),
    permissions: createPermissions(http),
    webhooks: createWebhooks(http),
    workflows: createWorkflows(http),
    capabilities: capabilities(signers),
    async detect(owner, signal) {
      const isGranted = await installation?.granted(signal);
      const plan = await planOf(owner, { http, user }, signal);
      const known = { ...given("isGranted", isGranted), ...given("plan", plan) };
      return { capabilities: capabilities({ ...signers, ...known }), ...given("plan", plan) };
    },
    gitCredentials: async (signal) => ({ username: "x-access-token", password: await token(signal) }),
    close,
  };
}
