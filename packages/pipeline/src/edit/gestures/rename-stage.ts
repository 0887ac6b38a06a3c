import type { Draft } from "../draft.ts";
import { requireIdentifier } from "../names.ts";
import { refuse } from "../refused.ts";
import { renameUses } from "../rename-uses.ts";
import { requireStage, stagesOf } from "../stages.ts";

export function renameStage(draft: Draft, stage: string, name: string): void {
  const path = requireStage(draft, stage);
  if (name === stage) return;
  requireIdentifier(name);
  if (Object.hasOwn(stagesOf(draft), name)) throw refuse("name-taken", `There is a stage "${name}" already.`);
  renameUses(draft, stage, name);
  draft.rename(path, name);
}
