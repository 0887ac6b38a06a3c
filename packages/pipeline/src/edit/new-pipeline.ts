import { renderPair } from "./text/render.ts";

/** The text of a pipeline that has no stage yet. */
export function newPipeline(name: string): string {
  return `${renderPair("name", name, { unit: 2, json: false }).join("\n")}\n\nstages: {}\n`;
}
