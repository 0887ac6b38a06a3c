import type { ModelPath } from "../diagnostics/diagnostic.ts";

/** Plain data as the reader gives it: records without a prototype, lists, and scalars. */
export type Plain = Record<string, unknown>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function own(value: unknown, part: string | number): unknown {
  if (Array.isArray(value)) return typeof part === "number" ? value[part] : undefined;
  return isPlain(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

export function valueAt(value: unknown, path: ModelPath): unknown {
  return path.reduce(own, value);
}

/** Whether both hold the same, in whatever order their keys stand. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!isPlain(left) || !isPlain(right)) return Object.is(left, right);
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]));
}

/** A copy that shares nothing, with records that have no prototype. */
export function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy);
  if (!isPlain(value)) return value;
  const copy: Plain = Object.create(null);
  for (const [key, member] of Object.entries(value)) if (member !== undefined) copy[key] = plainCopy(member);
  return copy;
}
