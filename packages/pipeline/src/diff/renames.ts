import { canonicalJson } from "../format/canonical-json.ts";
import { createGraph } from "../graph/graph.ts";
import type { Stage } from "../model/index.ts";
import { type Normalized, normalizeStage } from "./normalize.ts";

/** New ids by old ids. */
export type Renames = ReadonlyMap<string, string>;

/**
 * Stages that went and came back unchanged under another id. Each is looked at after what it needs,
 * so that a stage whose only change is a renamed need counts as unchanged.
 */
export function findRenames(before: readonly Stage[], after: readonly Stage[]): Renames {
  const oldIds = new Set(before.map((stage) => stage.id));
  const newIds = new Set(after.map((stage) => stage.id));
  const comers = new Map<string, string[]>();
  for (const stage of after) {
    if (oldIds.has(stage.id)) continue;
    const content = canonicalJson(normalizeStage(stage));
    const same = comers.get(content) ?? [];
    same.push(stage.id);
    comers.set(content, same);
  }
  const gone = new Map(before.filter((stage) => !newIds.has(stage.id)).map((stage) => [stage.id, stage]));
  const renames = new Map<string, string>();
  if (comers.size === 0) return renames;
  for (const id of createGraph(before).order()) {
    const stage = gone.get(id);
    const renamed = stage && comers.get(canonicalJson(normalizeRenamed(stage, renames)))?.shift();
    if (renamed !== undefined) renames.set(id, renamed);
  }
  return renames;
}

/** A stage's content as it would be with the new ids: in its needs and where its texts read `needs.id`. */
export function normalizeRenamed(stage: Stage, renames: Renames): Normalized {
  if (renames.size === 0) return normalizeStage(stage);
  const needs = stage.needs.map((need) => ({ ...need, stage: renames.get(need.stage) ?? need.stage }));
  return mapMembers(normalizeStage({ ...stage, needs }), (text) => renameReferences(text, renames));
}

function renameReferences(text: string, renames: Renames): string {
  if (!text.includes("needs")) return text;
  return text.replace(/\bneeds(?:\.([A-Za-z_][\w-]*)|\['([^']*)'\])/g, (whole, dotted?: string, quoted?: string) => {
    const id = renames.get(dotted ?? quoted ?? "");
    if (id === undefined) return whole;
    return dotted === undefined ? `needs['${id}']` : `needs.${id}`;
  });
}

function mapMembers(record: object, change: (text: string) => string): Normalized {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, mapTexts(value, change)]));
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change));
  return typeof value === "object" && value !== null ? mapMembers(value, change) : value;
}
