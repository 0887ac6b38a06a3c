import type { StateWords } from "../states/state-words.ts";

/** Statuses and, of what is completed, conclusions. It has no reports and no tests, and says of a runner whether it is there. */
export const words: StateWords = {
  runs: [
    ["queued", "queued"],
    ["requested", "queued"],
    ["pending", "queued"],
    ["in_progress", "running"],
    ["waiting", "waiting", "a reviewer, or a rule of an environment"],
    // It is called completed, and begins when somebody approves it.
    ["action_required", "waiting", "a stranger's pull request"],
    ["success", "success"],
    ["neutral", "success"],
    ["failure", "failed"],
    ["startup_failure", "infrastructure", "the workflow could not begin"],
    ["cancelled", "cancelled"],
    ["timed_out", "timedOut"],
    ["stale", "timedOut", "GitHub waited for it too long"],
    ["skipped", "skipped"],
  ],
  builds: [
    ["pending", "running"],
    ["success", "success"],
    ["failure", "failed"],
    ["error", "cancelled"],
  ],
  deployments: [
    ["queued", "queued"],
    ["pending", "queued"],
    ["in_progress", "running"],
    ["success", "success"],
    ["failure", "failed"],
    ["error", "cancelled"],
    ["inactive", "rolledBack", "another one has taken its place"],
  ],
  reports: [],
  tests: [],
  runners: [
    ["online", "online"],
    ["offline", "offline"],
  ],
};
