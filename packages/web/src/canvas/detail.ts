import { createContext } from "react";

/**
 * How much of a stage is drawn: all of it; its name, large, with its ports; its name alone; or its box. Far away nobody
 * can read, and what is not drawn costs nothing while hundreds of stages move.
 */
export type Detail = "whole" | "title" | "name" | "box";

export function detailAt(zoom: number): Detail {
  if (zoom >= 0.75) return "whole";
  if (zoom >= 0.4) return "title";
  return zoom >= 0.2 ? "name" : "box";
}

/** Whether one can draw connections from here. */
export function isNear(detail: Detail): boolean {
  return detail === "whole" || detail === "title";
}

export const DetailContext = createContext<Detail>("whole");
