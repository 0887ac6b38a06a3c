import type { Diagnostic, ModelPath } from "../diagnostics/diagnostic.ts";
import { nearestName } from "../validate/nearest-name.ts";
import { createDraft, type Draft } from "./draft.ts";
import type { Gesture } from "./gesture.ts";
import { injectionFixes } from "./injection-fixes.ts";
import { keyOrder } from "./key-order.ts";
import { Refused } from "./refused.ts";
import { neededStage, stagesOf, writtenNeeds } from "./stages.ts";
import { isPlain, own } from "./values.ts";

/** A mend that needs no thought. */
export interface QuickFix {
  /** What it does: a verb and its object. */
  readonly title: string;
  readonly gesture: Gesture;
}

/** The mechanical mends of a problem, the likeliest first; none where somebody has to decide. */
export function quickFixes(text: string, diagnostic: Diagnostic): readonly QuickFix[] {
  if (diagnostic.code === "tab-indentation") return tabFixes(text, diagnostic);
  if (diagnostic.code === "empty-file") return [];
  try {
    return fixesOf(createDraft(text), diagnostic);
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

function fixesOf(draft: Draft, diagnostic: Diagnostic): readonly QuickFix[] {
  const { code, path } = diagnostic;
  switch (code) {
    case "script-injection":
      return injectionFixes(draft, diagnostic);
    case "unknown-key":
      return unknownKeyFixes(draft, path);
    case "unknown-stage":
      return unknownStageFixes(draft, path);
    case "self-need":
    case "duplicate-need":
      return needIndex(path) === undefined
        ? []
        : [{ title: "Remove this need", gesture: { kind: "set-field", path, value: undefined } }];
    case "cycle":
      return cycleFixes(draft, path);
    case "missing-key":
      return missingKeyFixes(draft, path);
    case "not-supported-yet":
      return [{ title: `Remove "${path.at(-1)}"`, gesture: { kind: "set-field", path, value: undefined } }];
    default:
      return [];
  }
}

/** Tabs at the start of the line become spaces. */
function tabFixes(text: string, { range }: Diagnostic): readonly QuickFix[] {
  if (range === undefined) return [];
  const start = text.lastIndexOf("\n", range.start.offset - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
  const spaces = indentation.replaceAll("\t", "  ");
  const gesture: Gesture = { kind: "replace-range", start, end: start + indentation.length, text: spaces };
  return [{ title: "Replace the tabs by spaces", gesture }];
}

function unknownKeyFixes(draft: Draft, path: ModelPath): readonly QuickFix[] {
  const key = String(path.at(-1));
  const present = draft.value(path.slice(0, -1));
  const known = keyOrder(path.slice(0, -1)).filter((name) => own(present, name) === undefined);
  const near = nearestName(key, known);
  const remove: QuickFix = { title: `Remove "${key}"`, gesture: { kind: "set-field", path, value: undefined } };
  if (near === undefined) return [remove];
  return [{ title: `Rename to "${near}"`, gesture: { kind: "rename-key", path, name: near } }, remove];
}

/** The place of a need: `["stages", "test", "needs", 0]`, also with what follows. */
function needIndex(path: ModelPath): number | undefined {
  const index = path[3];
  return path[0] === "stages" && path[2] === "needs" && typeof index === "number" ? index : undefined;
}

function unknownStageFixes(draft: Draft, path: ModelPath): readonly QuickFix[] {
  const index = needIndex(path);
  const id = String(path[1]);
  if (index === undefined) return [];
  const need = writtenNeeds(own(stagesOf(draft), id))[index];
  if (need === undefined) return [];
  const list = draft.value(["stages", id, "needs"]);
  const place: ModelPath = ["stages", id, "needs", ...(Array.isArray(list) ? [index] : [])];
  const remove: QuickFix = { title: "Remove this need", gesture: { kind: "set-field", path: place, value: undefined } };
  const near = nearestName(
    neededStage(need),
    Object.keys(stagesOf(draft)).filter((other) => other !== id),
  );
  if (near === undefined) return [remove];
  const name = isPlain(need) ? [...place, "stage"] : place;
  return [{ title: `Change to "${near}"`, gesture: { kind: "set-field", path: name, value: near } }, remove];
}

/** The need that the problem stands at is the one that closes the cycle. */
function cycleFixes(draft: Draft, path: ModelPath): readonly QuickFix[] {
  const to = String(path[1]);
  const need = writtenNeeds(own(stagesOf(draft), to))[needIndex(path) ?? 0];
  if (need === undefined) return [];
  const from = neededStage(need);
  return [{ title: `Let "${to}" no longer wait for "${from}"`, gesture: { kind: "disconnect", from, to } }];
}

function missingKeyFixes(draft: Draft, path: ModelPath): readonly QuickFix[] {
  const value = draft.value(path);
  const isStage = path[0] === "stages" && path.length === 2 && (isPlain(value) || value === null);
  if (!isStage || own(value, "uses") !== undefined || own(value, "steps") !== undefined) return [];
  // A key that nobody knows may be meant for one of the two.
  if (isPlain(value) && Object.keys(value).some((key) => !keyOrder(path).includes(key))) return [];
  const gesture: Gesture = { kind: "set-field", path: [...path, "steps"], value: [{ run: "echo hello" }] };
  return [{ title: "Add a step", gesture }];
}
