import type { OutlineStage } from "./outline.ts";

/** The artifacts that pass over an edge: those that `from` keeps and `to` does not leave out. */
export function edgeFiles(from: OutlineStage, to: OutlineStage): readonly string[] {
  const need = to.needs.find(({ stage }) => stage === from.id);
  if (need === undefined || need.artifacts === false) return [];
  const wanted = need.artifacts;
  return wanted === true ? from.artifacts : from.artifacts.filter((name) => wanted.includes(name));
}
