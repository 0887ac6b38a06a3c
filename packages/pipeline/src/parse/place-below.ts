import type { Shape } from "../schema/shape.ts";
import { resolveShape } from "./describe-shape.ts";

/**
 * Where a key that is not known here is known one level further down, in words: `run`, written beside `steps`, is known
 * in each of them. The first such place, or none.
 */
export function placeBelow(keys: Readonly<Record<string, Shape>>, name: string): string | undefined {
  for (const [key, shape] of Object.entries(keys)) {
    for (const option of optionsOf(shape)) {
      if (option.kind === "object" && Object.hasOwn(option.keys, name)) return `below \`${key}\``;
      if (entriesKnow(option, name)) return `in an entry of \`${key}\``;
    }
  }
  return undefined;
}

function entriesKnow(shape: Shape, name: string): boolean {
  const entry = shape.kind === "list" ? shape.items : shape.kind === "record" ? shape.values : undefined;
  return (
    entry !== undefined && optionsOf(entry).some((each) => each.kind === "object" && Object.hasOwn(each.keys, name))
  );
}

function optionsOf(shape: Shape): readonly Shape[] {
  const resolved = resolveShape(shape);
  return resolved.kind === "either" ? resolved.options.flatMap(optionsOf) : [resolved];
}
