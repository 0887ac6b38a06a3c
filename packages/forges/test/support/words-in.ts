import { readFileSync } from "node:fs";
import { z } from "zod";

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.unknown()).default({}),
  }),
});

/** The words that a vendor's document lists, by their places: `schema.field`, or `GET /address.parameter`. */
export function wordsByPlace(file: string): ReadonlyMap<string, ReadonlySet<string>> {
  const { paths, components } = documentSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  const found = new Map<string, Set<string>>();
  for (const [name, node] of [...Object.entries(components.schemas), ...operations]) walk(node, name);
  return found;

  function walk(node: unknown, place: string): void {
    if (Array.isArray(node)) {
      for (const one of node) walk(one, place);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const { enum: words, name, $ref: reference, properties, ...rest } = z.looseObject({}).parse(node);
    if (Array.isArray(words)) {
      const known = found.get(place) ?? new Set();
      for (const word of words) if (typeof word === "string") known.add(word);
      found.set(place, known);
    }
    const [, parameter = ""] = /^#\/components\/parameters\/(.+)$/.exec(String(reference)) ?? [];
    walk(components.parameters[parameter], place);
    for (const [field, value] of Object.entries(properties ?? {})) walk(value, `${place}.${field}`);
    for (const value of Object.values(rest)) walk(value, typeof name === "string" ? `${place}.${name}` : place);
  }
}
