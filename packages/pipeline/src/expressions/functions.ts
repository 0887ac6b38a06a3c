import type { FunctionInfo } from "@actions/expressions/funcs/info";

/** How a function's result relates to its arguments: whether their text can be in it. */
type Carries = "none" | "all" | "values-of-case";

interface KnownFunction extends FunctionInfo {
  readonly carries: Carries;
  readonly kind: "general" | "status" | "files";
}

const most = 255;

/** Every function of the language: GitHub's own, `matches`, the status functions, `hashFiles` and `changed`. */
const knownFunctions: readonly KnownFunction[] = [
  { name: "contains", minArgs: 2, maxArgs: 2, carries: "none", kind: "general" },
  { name: "startsWith", minArgs: 2, maxArgs: 2, carries: "none", kind: "general" },
  { name: "endsWith", minArgs: 2, maxArgs: 2, carries: "none", kind: "general" },
  { name: "format", minArgs: 1, maxArgs: most, carries: "all", kind: "general" },
  { name: "join", minArgs: 1, maxArgs: 2, carries: "all", kind: "general" },
  { name: "toJSON", minArgs: 1, maxArgs: 1, carries: "all", kind: "general" },
  { name: "fromJSON", minArgs: 1, maxArgs: 1, carries: "all", kind: "general" },
  { name: "case", minArgs: 3, maxArgs: most, carries: "values-of-case", kind: "general" },
  { name: "matches", minArgs: 2, maxArgs: 2, carries: "none", kind: "general" },
  { name: "success", minArgs: 0, maxArgs: 0, carries: "none", kind: "status" },
  { name: "failure", minArgs: 0, maxArgs: 0, carries: "none", kind: "status" },
  { name: "cancelled", minArgs: 0, maxArgs: 0, carries: "none", kind: "status" },
  { name: "always", minArgs: 0, maxArgs: 0, carries: "none", kind: "status" },
  { name: "hashFiles", minArgs: 1, maxArgs: most, carries: "none", kind: "files" },
  { name: "changed", minArgs: 1, maxArgs: most, carries: "none", kind: "files" },
];

/** Names of the functions of the language, as documented. */
export const functionNames: readonly string[] = knownFunctions.map((known) => known.name);

export function knownFunction(name: string): KnownFunction | undefined {
  const lowered = name.toLowerCase();
  return knownFunctions.find((known) => known.name.toLowerCase() === lowered);
}

/** What the parser must know of the functions a text calls. Unknown ones take anything; they are refused later. */
export function functionInfos(called: readonly string[]): FunctionInfo[] {
  return called.map((name) => knownFunction(name) ?? { name, minArgs: 0, maxArgs: most });
}
