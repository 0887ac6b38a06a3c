/**
 * Why a step may not set this variable for the steps after it; null when it may. As on GitHub,
 * `NODE_OPTIONS` is refused, since a later step's program would load what an earlier one chose.
 */
export function refusedVariable(name: string): string | null {
  if (name === "CI" || name === "HEADRACE" || name.startsWith("HEADRACE_")) return "Headrace itself sets it";
  if (name === "NODE_OPTIONS") return "it would load code into every later step's Node";
  return null;
}
