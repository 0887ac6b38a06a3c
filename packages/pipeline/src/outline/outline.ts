import type { StageCategory } from "../model/stage.ts";

/** What a canvas shows of a pipeline, also of one whose text is not valid yet. */
export interface Outline {
  readonly name: string;
  readonly stages: readonly OutlineStage[];
}

export interface OutlineStage {
  readonly id: string;
  readonly name: string;
  readonly category: StageCategory;
  readonly group?: string;
  /** The stage type, as written. */
  readonly uses?: string;
  readonly needs: readonly OutlineNeed[];
  readonly when?: string;
  /** Of a matrix; null when only the execution tells. Absent without one. */
  readonly instances?: number | null;
  readonly steps: number;
  /** Names of what it keeps for the stages that need it. */
  readonly artifacts: readonly string[];
  readonly environment?: string;
  readonly approval: boolean;
}

export interface OutlineNeed {
  readonly stage: string;
  /** Which artifacts of that stage are unpacked here. */
  readonly artifacts: boolean | readonly string[];
}
