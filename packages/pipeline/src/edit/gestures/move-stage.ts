import type { Draft } from "../draft.ts";
import { stageLines } from "../stage-lines.ts";
import { requireStage, stagesOf } from "../stages.ts";

/** Moves a stage within the file, its comments with it. The order of work does not change. */
export function moveStage(draft: Draft, stage: string, after: string | null): void {
  const path = requireStage(draft, stage);
  if (after !== null) requireStage(draft, after);
  const ids = Object.keys(stagesOf(draft));
  const before = ids[ids.indexOf(stage) - 1] ?? null;
  if (after === stage || after === before) return;
  const lines = stageLines(draft, stage);
  const value = draft.value(path);
  draft.removeKeys(["stages"], [stage]);
  draft.insert(["stages"], [{ key: stage, value, ...(lines === undefined ? {} : { lines }) }], after);
}
