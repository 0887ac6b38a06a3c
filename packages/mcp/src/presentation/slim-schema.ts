import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";

/** What only says how long or how large something may be: who gets it wrong is told, and nobody else needs to know it. */
const unneeded = new Set(["$schema", "pattern", "format", "minLength", "maxLength", "maximum"]);

/** Checks an input by the whole schema, and shows agents one without what they need not know beforehand. */
export function slimSchema(
  whole: z.ZodObject,
): StandardSchemaWithJSON<Record<string, unknown>, Record<string, unknown>> {
  let slim: Record<string, unknown> | undefined;
  const json = (): Record<string, unknown> => {
    slim ??= z.record(z.string(), z.unknown()).parse(slimmed(z.toJSONSchema(whole, { io: "input" })));
    return slim;
  };
  return {
    "~standard": {
      version: 1,
      vendor: "headrace",
      validate: (value) => whole["~standard"].validate(value),
      jsonSchema: { input: json, output: json },
    },
  };
}

function slimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slimmed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !(unneeded.has(key) && typeof each !== "object") && key !== "propertyNames")
      .map(([key, each]) => [key, slimmed(each)]),
  );
}
