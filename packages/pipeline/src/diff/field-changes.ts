import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { canonicalJson } from "../format/canonical-json.ts";

/** One value that is not what it was. */
export interface FieldChange {
  readonly kind: "added" | "removed" | "changed";
  /**
   * Below the pipeline or the stage. Members of lists that have names are called by them: `["artifacts", "dist", "paths"]`.
   * A step is counted in the newer list, a removed one in the older.
   */
  readonly path: ModelPath;
  /** Absent when added. */
  readonly before?: unknown;
  /** Absent when removed. */
  readonly after?: unknown;
}

/** More comparisons than this for one pair of lists are not made: the lists are then told whole. */
const mostComparisons = 1_000_000;

/** The least places at which two plain values differ. Members that are undefined count as absent. */
export function fieldChanges(before: unknown, after: unknown, path: ModelPath = []): readonly FieldChange[] {
  if (isSame(before, after)) return [];
  if (before === undefined) return [{ kind: "added", path, after }];
  if (after === undefined) return [{ kind: "removed", path, before }];
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => fieldChanges(own(before, key), own(after, key), [...path, key]));
  }
  if (isRecordList(before) && isRecordList(after) && before.length * after.length <= mostComparisons) {
    return listChanges(before, after, path);
  }
  return [{ kind: "changed", path, before, after }];
}

/** Lists of objects are laid side by side: what is in both stays, what stands in the same gap is compared. */
function listChanges(before: readonly unknown[], after: readonly unknown[], path: ModelPath): readonly FieldChange[] {
  const kept = commonItems(
    before.map((item) => canonicalJson(item)),
    after.map((item) => canonicalJson(item)),
  );
  const changes: FieldChange[] = [];
  let [from, to] = [0, 0];
  for (const [oldEnd, newEnd] of [...kept, [before.length, after.length] as const]) {
    while (from < oldEnd && to < newEnd) {
      changes.push(...fieldChanges(before[from], after[to], [...path, to]));
      from += 1;
      to += 1;
    }
    for (; from < oldEnd; from += 1) changes.push({ kind: "removed", path: [...path, from], before: before[from] });
    for (; to < newEnd; to += 1) changes.push({ kind: "added", path: [...path, to], after: after[to] });
    from = oldEnd + 1;
    to = newEnd + 1;
  }
  return changes;
}

/** Pairs of indexes of a longest common subsequence. */
function commonItems(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const lengthAt = (from: number, to: number) => lengths[from * width + to] ?? 0;
  for (let from = before.length - 1; from >= 0; from -= 1) {
    for (let to = after.length - 1; to >= 0; to -= 1) {
      lengths[from * width + to] =
        before[from] === after[to]
          ? lengthAt(from + 1, to + 1) + 1
          : Math.max(lengthAt(from + 1, to), lengthAt(from, to + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let [from, to] = [0, 0];
  while (from < before.length && to < after.length) {
    if (before[from] === after[to]) {
      pairs.push([from, to]);
      from += 1;
      to += 1;
    } else if (lengthAt(from + 1, to) >= lengthAt(from, to + 1)) from += 1;
    else to += 1;
  }
  return pairs;
}

/** Equal as JSON; a member that is undefined is as good as none. */
function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((item: unknown, index) => isSame(item, after[index]));
  }
  if (!isRecord(before) || !isRecord(after)) return false;
  const within = (keys: readonly string[]) => keys.every((key) => isSame(own(before, key), own(after, key)));
  return within(Object.keys(before)) && within(Object.keys(after).filter((key) => !Object.hasOwn(before, key)));
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecordList(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every(isRecord);
}
