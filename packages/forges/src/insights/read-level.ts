import type { ForgeAnnotation } from "../ports/index.ts";

/** A severity, as both Bitbuckets have it. */
export function readLevel(severity: string | null | undefined): Pick<ForgeAnnotation, "level" | "word"> {
  return { level: levels.get(severity ?? "") ?? "unknown", ...(severity ? { word: severity } : {}) };
}

const levels: ReadonlyMap<string, ForgeAnnotation["level"]> = new Map([
  ["CRITICAL", "error"],
  ["HIGH", "error"],
  ["MEDIUM", "warning"],
  ["LOW", "notice"],
]);
