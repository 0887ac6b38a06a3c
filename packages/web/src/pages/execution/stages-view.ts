import type { ExecutionPlan } from "@headrace/execution";
import type { StageRow } from "./stage-rows.ts";
import type { UsualDurations } from "./usual-durations.ts";

/** What each view of the stages is given. */
export interface StagesViewProps {
  readonly plan: ExecutionPlan | undefined;
  readonly stages: readonly StageRow[];
  readonly usual: UsualDurations;
  /** Epoch milliseconds of the past that is looked at; undefined for now. */
  readonly moment: number | undefined;
  readonly selected: readonly string[];
  readonly onSelect: (stages: readonly string[]) => void;
  /** To its log. */
  readonly onOpen: (stage: string) => void;
}
