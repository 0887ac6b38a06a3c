import type { StateWords } from "../states/state-words.ts";

/**
 * The words of answers, of the filter of runs, and of the ends of types, which are the same. HALTED and those of test
 * cases stand in no specification, but in answers.
 */
export const words: StateWords = {
  runs: [
    ["PENDING", "queued"],
    ["PARSING", "queued"],
    ["READY", "queued"],
    ["IN_PROGRESS", "running"],
    ["RUNNING", "running"],
    ["BUILDING", "running"],
    ["PAUSED", "waiting", "a manual step"],
    ["HALTED", "waiting", "after a failed step"],
    ["SUCCESSFUL", "success"],
    ["PASSED", "success"],
    ["FAILED", "failed"],
    // Its message says which: the definition is broken, the minutes are used up, a runner is gone.
    ["ERROR", "infrastructure", "Bitbucket could not run it"],
    ["STOPPED", "cancelled"],
    ["EXPIRED", "timedOut"],
    ["NOT_RUN", "skipped"],
    ["UNKNOWN", "unknown"],
  ],
  builds: [
    ["INPROGRESS", "running"],
    ["SUCCESSFUL", "success"],
    ["FAILED", "failed"],
    ["STOPPED", "cancelled"],
  ],
  deployments: [
    ["UNDEPLOYED", "queued"],
    ["IN_PROGRESS", "running"],
    ["SUCCESSFUL", "success"],
    ["FAILED", "failed"],
    ["STOPPED", "cancelled"],
  ],
  reports: [
    ["PASSED", "passed"],
    ["FAILED", "failed"],
    ["PENDING", "queued"],
  ],
  tests: [
    ["SUCCESSFUL", "passed"],
    ["PASSED", "passed"],
    ["FAILED", "failed"],
    ["ERROR", "failed"],
    ["SKIPPED", "skipped"],
    ["IGNORED", "skipped"],
  ],
  runners: [
    ["ONLINE", "online"],
    ["ENABLED", "online"],
    ["OFFLINE", "offline"],
    ["UNHEALTHY", "unhealthy"],
    ["DISABLED", "disabled"],
    ["UNREGISTERED", "new", "it has never signed in"],
  ],
};
