import type { StateWords } from "../states/state-words.ts";

/** It runs nothing itself: builds are what Jenkins, Bamboo, Headrace and others told it, all in its own words. */
export const words: StateWords = {
  runs: [],
  builds: [
    ["INPROGRESS", "running"],
    ["SUCCESSFUL", "success"],
    ["FAILED", "failed"],
    ["CANCELLED", "cancelled"],
    ["UNKNOWN", "unknown"],
  ],
  deployments: [
    ["PENDING", "queued"],
    ["IN_PROGRESS", "running"],
    ["SUCCESSFUL", "success"],
    ["FAILED", "failed"],
    ["CANCELLED", "cancelled"],
    ["ROLLED_BACK", "rolledBack"],
    ["UNKNOWN", "unknown"],
  ],
  reports: [
    ["PASS", "passed"],
    ["FAIL", "failed"],
  ],
  tests: [],
  runners: [],
};
