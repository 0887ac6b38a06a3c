/** A job or a step that a file of another system names, with those that it waits for, by their indices. */
export interface Part {
  readonly needs: readonly number[];
}

/** Of each of what a host lists, by indices: what it waits for. Has no cycle. */
export type ListedNeeds = readonly (readonly number[])[];

/** Lines between what is listed; a graph of more is a thicket that nobody could look at. */
const mostLines = 10_000;

/**
 * The needs of what a host lists, each of a part of the file or of none that is known. What waits for a part that is not
 * listed (yet) waits for what that waits for. Undefined where there would be too many.
 */
export function needsBetween(given: readonly Part[], partOf: readonly (number | undefined)[]): ListedNeeds | undefined {
  const parts = acyclic(given);
  const listed = new Map<number, number[]>();
  for (const [index, part] of partOf.entries()) {
    if (part !== undefined) listed.set(part, [...(listed.get(part) ?? []), index]);
  }
  const known = new Map<number, readonly number[]>();
  const listedNeeds = (part: number): readonly number[] => {
    const found = known.get(part) ?? nearest(part);
    known.set(part, found);
    return found;
  };
  let lines = 0;
  const needs: (readonly number[])[] = [];
  for (const part of partOf) {
    const found = part === undefined ? [] : listedNeeds(part);
    lines += found.length;
    if (lines > mostLines) return undefined;
    needs.push(found);
  }
  return needs;

  /** Without recursion: a file may chain as many as it has lines. */
  function nearest(part: number): readonly number[] {
    const found = new Set<number>();
    const seen = new Set<number>();
    const left = [...(parts[part]?.needs ?? [])];
    for (let need = left.pop(); need !== undefined; need = left.pop()) {
      if (seen.has(need)) continue;
      seen.add(need);
      const here = listed.get(need);
      if (here === undefined) left.push(...(parts[need]?.needs ?? []));
      else for (const index of here) found.add(index);
    }
    return [...found].sort((one, other) => one - other);
  }
}

/** The same parts; those that wait for each other in a circle wait only for what can come before all of them. */
function acyclic(parts: readonly Part[]): readonly Part[] {
  const waits = parts.map(({ needs }, index) => new Set(needs.filter((need) => need !== index && need in parts)));
  const dependents = parts.map((): number[] => []);
  for (const [index, needs] of waits.entries()) for (const need of needs) dependents[need]?.push(index);
  const left = waits.map(({ size }) => size);
  const ready = left.flatMap((count, index) => (count === 0 ? [index] : []));
  const sorted = new Set(ready);
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    for (const dependent of dependents[index] ?? []) {
      const count = (left[dependent] ?? 0) - 1;
      left[dependent] = count;
      if (count === 0) {
        ready.push(dependent);
        sorted.add(dependent);
      }
    }
  }
  return parts.map((_, index) => {
    const needs = [...(waits[index] ?? [])];
    return { needs: sorted.has(index) ? needs : needs.filter((need) => sorted.has(need)) };
  });
}
