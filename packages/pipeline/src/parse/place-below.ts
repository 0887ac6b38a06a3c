import type { Shape } from "../schema/shape.ts";
import { resolveShape } from "./describe-shape.ts";
import type { NodeKind } from "./source-document.ts";

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

/** What stands at a key: a mapping with its keys, or another kind of value. */
export interface Written {
  readonly kind: NodeKind;
  readonly keys: readonly string[];
}

/**
 * Where names are free and what was written would fit, in words: a stage written beside `stages` belongs below it. The
 * place that knows most of its keys, or none; a scalar would fit too many.
 */
export function placeAmong(keys: Readonly<Record<string, Shape>>, written: Written): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [key, shape] of Object.entries(keys)) {
    for (const option of optionsOf(shape)) {
      const fit = option.kind === "record" ? fitOf(option.values, written) : 0;
      if (fit <= most) continue;
      most = fit;
      best = `below \`${key}\``;
    }
  }
  return best;
}

/** 0 where it would not fit. */
function fitOf(values: Shape, { kind, keys }: Written): number {
  const fits = optionsOf(values).map((option) => {
    if (kind === "sequence") return option.kind === "list" ? 1 : 0;
    return option.kind === "object" ? keys.filter((key) => Object.hasOwn(option.keys, key)).length : 0;
  });
  return Math.max(0, ...fits);
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
