import type { Draft } from "../draft.ts";
import type { WrittenNeed } from "../stages.ts";
import { neededStage, neededStages, requireStage, setNeeds, stagesOf, writtenNeeds } from "../stages.ts";

/** What needed a removed stage needs what that stage needed, so that the rest keeps its order. */
export function removeStages(draft: Draft, gone: readonly string[]): void {
  for (const id of gone) requireStage(draft, id);
  const removed = new Set(gone);
  const stages = stagesOf(draft);
  for (const [id, stage] of Object.entries(stages)) {
    if (removed.has(id) || !neededStages(stage).some((need) => removed.has(need))) continue;
    const seen = new Set<string>();
    const left: WrittenNeed[] = [];
    for (const need of writtenNeeds(stage)) {
      const name = neededStage(need);
      if (!removed.has(name)) {
        if (!seen.has(name)) left.push(need);
        seen.add(name);
        continue;
      }
      for (const before of remaining(name)) {
        const isWritten = neededStages(stage).includes(before);
        if (before === id || seen.has(before) || isWritten) continue;
        seen.add(before);
        left.push(before);
      }
    }
    setNeeds(draft, id, left);
  }
  draft.removeKeys(["stages"], gone);

  /** The nearest stages before a removed one that stay. */
  function remaining(from: string): readonly string[] {
    const found = new Set<string>();
    const visited = new Set<string>();
    const pending = [from];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (visited.has(id)) continue;
      visited.add(id);
      for (const need of neededStages(stages[id])) {
        if (removed.has(need)) pending.push(need);
        else if (Object.hasOwn(stages, need)) found.add(need);
      }
    }
    return [...found];
  }
}
