import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";

type Json = Readonly<Record<string, unknown>>;

/**
 * The schema of an answer as agents are shown it: its keys and their types. Whole ones are ten times as long, and
 * each agent pays for all of them with every talk; docs/api.md has them. Answers were made by the operation's own schema.
 */
export function shortSchema(whole: z.ZodObject): StandardSchemaWithJSON {
  let short: Json | undefined;
  const json = (): Record<string, unknown> => {
    short ??= shortened(z.toJSONSchema(whole, { io: "output", unrepresentable: "any" }), 1);
    return { ...short };
  };
  return {
    "~standard": {
      version: 1,
      vendor: "headrace",
      validate: (value) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
}

function shortened(schema: Json, depth: number): Json {
  const { type, properties, items } = schema;
  if (type === "array") return depth === 0 ? { type } : { type, items: shortened(jsonOf(items), depth - 1) };
  if (type === "object" && isJson(properties) && depth > 0) {
    return {
      type,
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [key, shortened(jsonOf(value), depth - 1)]),
      ),
    };
  }
  if (typeof type === "string") return { type };
  // What can be of several forms is an object of ours, or a value that says itself what it is.
  const branches = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray)?.map(jsonOf) ?? [];
  const types = new Set(branches.map((branch) => branch.type).filter((each) => typeof each === "string"));
  const [only] = types;
  return types.size === 1
    ? { type: only }
    : { anyOf: [...(types.size === 0 ? all : types)].map((each) => ({ type: each })) };
}

const all = ["string", "number", "boolean", "object", "array", "null"];

function jsonOf(value: unknown): Json {
  return isJson(value) ? value : {};
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
