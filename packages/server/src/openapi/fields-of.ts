import type { JsonSchema } from "../rest/json-schema-of.ts";
import { isRecord } from "../rest/route-of.ts";

/** One line of a table that describes a JSON Schema. */
export interface Field {
  /** With dots between objects and `[]` after lists, such as `stages[].name`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Deeper than this a type is only named. */
const deepest = 5;

/** The fields of an object, those of its objects and lists below them. What is no object has none. */
export function fieldsOf(schema: JsonSchema, prefix = "", depth = 0): readonly Field[] {
  if (depth > deepest) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  const own = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  const fields = own.flatMap(([key, value]): readonly Field[] => {
    if (!isRecord(value)) return [];
    const path = prefix + key;
    return [
      { path, type: typeOf(value), required: required.includes(key), description: descriptionOf(value) },
      ...inside(value, path, depth),
    ];
  });
  // Of several forms an object may have, each field once.
  const variants = variantsOf(schema).flatMap((variant) => fieldsOf(variant, prefix, depth + 1));
  const seen = new Set<string>();
  return [...fields, ...variants].filter(({ path }) => !seen.has(path) && seen.add(path));
}

function inside(schema: JsonSchema, path: string, depth: number): readonly Field[] {
  if (isRecord(schema.items)) return inside(schema.items, `${path}[]`, depth);
  if (isRecord(schema.additionalProperties)) return fieldsOf(schema.additionalProperties, `${path}.*.`, depth + 1);
  const [only, ...others] = variantsOf(schema).filter(({ type }) => type !== "null");
  if (only !== undefined && others.length === 0) return inside(only, path, depth);
  return fieldsOf(schema, `${path}.`, depth + 1);
}

function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema.anyOf, schema.oneOf, schema.allOf].flatMap((each) =>
    Array.isArray(each) ? each.filter(isRecord) : [],
  );
}

/** In a few words: `text`, `list of numbers`, `"a" or "b"`. */
export function typeOf(schema: JsonSchema): string {
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const variants = variantsOf(schema);
  if (variants.length > 0) return [...new Set(variants.map(typeOf))].join(" | ");
  if (schema.type === "array") return `list of ${isRecord(schema.items) ? typeOf(schema.items) : "anything"}`;
  if (schema.type === "string") return schema.format === "date-time" ? "time" : "text";
  return typeof schema.type === "string" ? schema.type : "anything";
}

function descriptionOf(schema: JsonSchema): string {
  const parts = [
    typeof schema.description === "string" ? schema.description : "",
    isTelling(schema.default) ? `\`${JSON.stringify(schema.default)}\` unless said` : "",
    limitsOf(schema),
  ];
  return parts.filter((part) => part !== "").join("; ");
}

function isTelling(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value !== "");
}

function limitsOf({ minimum, maximum, maxLength, maxItems }: JsonSchema): string {
  if (typeof minimum === "number" && typeof maximum === "number") return `${minimum} to ${maximum}`;
  if (typeof minimum === "number" && minimum > 0) return `at least ${minimum}`;
  if (typeof maximum === "number") return `at most ${maximum}`;
  if (typeof maxLength === "number" && maxLength > 100) return `at most ${maxLength.toLocaleString("en")} characters`;
  return typeof maxItems === "number" ? `at most ${maxItems.toLocaleString("en")}` : "";
}
