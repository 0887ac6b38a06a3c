import type { StageCategory } from "@headrace/pipeline";

/** How far an execution has come, in the words of those who watch it. */
export const phases = ["PLANNED", "BUILDING", "TESTING", "DEPLOYING", "SUCCESS", "FAILED", "CANCELLED"] as const;
export type Phase = (typeof phases)[number];

/** The furthest phase that the stages begun so far have reached. */
export function furtherPhase(phase: Phase, category: StageCategory): Phase {
  const reached = phaseOfCategory(category);
  return phases.indexOf(reached) > phases.indexOf(phase) ? reached : phase;
}

/** Of one that has ended; `timedOut` is a failure. */
export function phaseOfOutcome(outcome: string): Phase {
  switch (outcome) {
    case "success":
      return "SUCCESS";
    case "cancelled":
      return "CANCELLED";
    default:
      return "FAILED";
  }
}

function phaseOfCategory(category: StageCategory): Phase {
  switch (category) {
    case "test":
    case "security":
      return "TESTING";
    case "deploy":
      return "DEPLOYING";
    case "source":
    case "build":
    case "notify":
    case "custom":
      return "BUILDING";
  }
}
