import type { StateWords } from "../states/state-words.ts";

/** Statuses and, of what is completed, conclusions. Its reports are checks; it has no tests, and says of a runner whether it is there. */
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
  // Of checks. What is neutral or skipped holds up no merge.
  reports: [
    ["success", "passed"],
    ["neutral", "passed"],
    ["skipped", "passed"],
    ["failure", "failed"],
    ["cancelled", "failed"],
    ["timed_out", "failed"],
    ["stale", "failed"],
    ["startup_failure", "failed"],
    ["action_required", "queued"],
    ["queued", "queued"],
    ["requested", "queued"],
    ["waiting", "queued"],
    ["pending", "queued"],
    ["in_progress", "queued"],
  ],
  tests: [],
  runners: [
    ["online", "online"],
    ["offline", "offline"],
  ],
};
