import { createGlob, globProblem } from "@headrace/pipeline";

/** Whether one of the patterns is of this branch or tag; no name matches none. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  // One that is no pattern matches nothing: what cannot be read allows nothing.
  const usable = patterns.filter((pattern) => globProblem(pattern) === null);
  return name !== "" && usable.length > 0 && createGlob(usable)(name);
}
