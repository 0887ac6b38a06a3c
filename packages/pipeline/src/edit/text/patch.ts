/** Replaces what stands from `start` up to `end` by another text. */
export interface Patch {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** Every character outside the patches stays as it is. They must not overlap; those at one place keep their order. */
export function applyPatches(text: string, patches: readonly Patch[]): string {
  const ordered = [...patches].sort((left, right) => left.start - right.start);
  let result = "";
  let at = 0;
  for (const { start, end, insert } of ordered) {
    result += text.slice(at, start) + insert;
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}

/** Whether the two could not be performed in either order with the same result. */
export function clashes(left: Patch, right: Patch): boolean {
  return left.start <= right.end && right.start <= left.end;
}
