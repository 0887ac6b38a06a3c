/** Objects and lists within each other in what is sent; nothing of ours needs a tenth of it. */
export const deepest = 100;

/** Whether JSON is nested so deeply that what goes through it by recursion could run out of stack. */
export function isTooDeep(value: unknown): boolean {
  let level = nestedIn([value]);
  for (let depth = 0; depth < deepest; depth += 1) {
    if (level.length === 0) return false;
    level = nestedIn(level.flatMap((each) => Object.values(each)));
  }
  return level.length > 0;
}

function nestedIn(values: readonly unknown[]): readonly object[] {
  return values.filter((each) => typeof each === "object" && each !== null);
}
