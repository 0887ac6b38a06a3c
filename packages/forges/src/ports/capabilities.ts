/** What can be done on a forge, as small as its tokens tell apart. */
export const abilities = [
  "account.read",
  "repositories.read",
  "runs.read",
  "logs.read",
  "container-logs.read",
  "tests.read",
  "artifacts.read",
  "downloads.read",
  "downloads.write",
  "runs.start",
  "runs.on-demand",
  "runs.stop",
  "runs.rerun",
  "reviews.read",
  "reviews.write",
  "queues.read",
  "workflows.read",
  "workflows.write",
  "variables.read",
  "variables.write",
  "schedules.read",
  "schedules.write",
  "caches.read",
  "caches.write",
  "cache-contents.read",
  "environments.read",
  "environments.write",
  "environments.rename",
  "ci.read",
  "ci.write",
  "runners.read",
  "runners.write",
  "ssh.read",
  "ssh.write",
  "identity.read",
  "statuses.write",
  "checks.write",
  "insights.write",
  "deployments.read",
  "deployments.write",
  "builds.read",
  "pull-request-builds.read",
  "reports.read",
  "required-builds.read",
  "required-builds.write",
  "files.read",
  "files.write",
  "pull-requests.open",
  "permissions.read",
  "webhooks.read",
  "webhooks.write",
] as const;
export type Ability = (typeof abilities)[number];

/**
 * Whether a connection can do it at all. `emulated` says in `note` what happens instead; `absent` says why not.
 * What the token itself may do is seen when it is tried: the scopes are what it needs.
 */
export interface Capability {
  readonly ability: Ability;
  readonly support: "native" | "emulated" | "absent";
  readonly scopes: readonly string[];
  readonly note?: string;
  /** Whose credentials do it, where a connection can hold those of a user and of an app. */
  readonly by?: Whose;
  /** Whose credentials would do it, where they are what the connection lacks. */
  readonly lacks?: Whose;
}

export const whose = ["user", "app"] as const;
export type Whose = (typeof whose)[number];
