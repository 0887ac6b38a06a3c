/** GitHub cuts a job's name here. */
const longestName = 100;

/**
 * `test (22, postgres)` for each combination: the values in order, objects as their leaves, as on GitHub.
 * Where two would be the same (a text and a number, or names cut short), the later one gets ` #2`.
 */
export function instanceNames(
  stageId: string,
  combinations: readonly ReadonlyMap<string, unknown>[],
): readonly string[] {
  const taken = new Set<string>();
  return combinations.map((combination) => {
    const segments = [...combination.values()].flatMap(leavesOf).filter((segment) => segment !== "");
    const plain = segments.length === 0 ? stageId : `${stageId} (${segments.join(", ")})`;
    const short = plain.length > longestName ? `${plain.slice(0, longestName - 3).trimEnd()}...` : plain;
    let name = short;
    for (let count = 2; taken.has(name); count += 1) name = `${short} #${count}`;
    taken.add(name);
    return name;
  });
}

function leavesOf(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object") return Object.values(value).flatMap(leavesOf);
  // Line breaks and escape sequences of a value must not reach a terminal or a log prefix.
  return [
    String(value)
      .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
      .trim(),
  ];
}
