import type { Draft } from "../draft.ts";
import { createDraft } from "../draft.ts";
import { uniqueName } from "../names.ts";
import { Refused, refuse } from "../refused.ts";
import { renameUses } from "../rename-uses.ts";
import { stageLines } from "../stage-lines.ts";
import { lastInFile, neededStage, neededStages, requireStage, setNeeds, stagesOf, writtenNeeds } from "../stages.ts";
import { indented, renderPair } from "../text/render.ts";
import { isPlain, isSame, own, type Plain } from "../values.ts";

/** A text with these stages alone, each as its author wrote it, in the order of the file. */
export function clipboardText(draft: Draft, ids: readonly string[]): string {
  for (const id of ids) requireStage(draft, id);
  const stages = stagesOf(draft);
  const chosen = Object.keys(stages).filter((id) => ids.includes(id));
  const text = (lines: (id: string) => readonly string[]) =>
    ["stages:", ...chosen.flatMap((id) => lines(id).map((line) => indented(line, 2))), ""].join("\n");
  const wanted: Plain = Object.create(null);
  for (const id of chosen) wanted[id] = stages[id];
  const rendered = (id: string) => renderPair(id, stages[id], { unit: 2, json: false });
  const written = text((id) => stageLines(draft, id) ?? rendered(id));
  return isSame(stagesIn(written), wanted) ? written : text(rendered);
}

/** The stages that a text holds, or undefined where it holds none. */
function stagesIn(text: string): unknown {
  try {
    return stagesOf(createDraft(text));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/**
 * Puts the stages of a clipboard into the pipeline under names of their own. Needs among them follow the names, needs
 * of others stay where this pipeline has such a stage, and those left without needs come after `after`.
 * @returns the new ids.
 */
export function pasteStages(
  draft: Draft,
  clipboard: string,
  { after = [], below }: { readonly after?: readonly string[]; readonly below?: string | undefined } = {},
): readonly string[] {
  for (const id of after) requireStage(draft, id);
  const pasted = clipboardDraft(clipboard);
  const present = stagesOf(draft);
  const ids = Object.keys(stagesOf(pasted));
  if (ids.length === 0) throw refuse("nothing-to-paste", "The clipboard holds no stages.");
  const names = new Map<string, string>();
  const taken = (name: string) =>
    Object.hasOwn(present, name) || ids.includes(name) || [...names.values()].includes(name);
  for (const id of ids) names.set(id, Object.hasOwn(present, id) ? uniqueName(id, taken) : id);
  for (const [id, stage] of Object.entries(stagesOf(pasted))) {
    const needs = writtenNeeds(stage);
    const kept = needs.filter((need) => names.has(neededStage(need)) || Object.hasOwn(present, neededStage(need)));
    if (kept.length < needs.length) setNeeds(pasted, id, kept);
    if (kept.length === 0 && after.length > 0) setNeeds(pasted, id, after);
  }
  for (const [id, name] of names) {
    if (name === id) continue;
    renameUses(pasted, id, name);
    pasted.rename(["stages", id], name);
  }
  const copy = createDraft(pasted.finish());
  const pairs = Object.entries(stagesOf(copy)).map(([key, value]) => {
    const lines = draft.source().json ? undefined : stageLines(copy, key);
    return { key, value, ...(lines === undefined ? {} : { lines }) };
  });
  draft.insert(["stages"], pairs, below ?? lastInFile(draft, after));
  return pairs.map(({ key }) => key);
}

/** A clipboard holds a pipeline, or just a mapping of stages. */
function clipboardDraft(clipboard: string): Draft {
  try {
    const draft = createDraft(clipboard);
    const whole = draft.value([]);
    if (isPlain(whole) && isPlain(own(whole, "stages"))) return withoutAfter(draft);
    const isStages = isPlain(whole) && Object.values(whole).every(isStage) && Object.keys(whole).length > 0;
    if (isStages)
      return createDraft(
        `stages:\n${clipboard
          .split(/\r?\n/)
          .map((line) => indented(line, 2))
          .join("\n")}`,
      );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  throw refuse("nothing-to-paste", "The clipboard holds no stages.");
}

/** Needs that repeat are kept as they are; what is not a stage is not pasted. */
function withoutAfter(draft: Draft): Draft {
  const stages = stagesOf(draft);
  const strange = Object.keys(stages).filter((id) => !isPlain(stages[id]));
  if (strange.length > 0) draft.removeKeys(["stages"], strange);
  return draft;
}

function isStage(value: unknown): boolean {
  if (!isPlain(value)) return false;
  return ["steps", "uses", "needs"].some((key) => Object.hasOwn(value, key)) && neededStages(value).every(isString);
}

function isString(value: unknown): boolean {
  return typeof value === "string";
}
