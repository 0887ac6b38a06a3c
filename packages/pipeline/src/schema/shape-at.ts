import type { Shape } from "./shape.ts";
import { languageShapes } from "./shapes.generated.ts";

/** What may stand at keys below a named part of the language, such as `Stage` and `["retry", "attempts"]`. */
export function shapeAt(name: string, keys: readonly string[]): Shape | undefined {
  let shape = resolved({ kind: "named", name });
  for (const key of keys) {
    const keyed =
      shape?.kind === "either" ? shape.options.map(resolved).find((each) => each?.kind === "object") : shape;
    if (keyed?.kind !== "object" || !Object.hasOwn(keyed.keys, key)) return undefined;
    shape = resolved(keyed.keys[key]);
  }
  return shape;
}

function resolved(shape: Shape | undefined): Shape | undefined {
  return shape?.kind === "named" ? resolved(languageShapes[shape.name]) : shape;
}
