import * as z from "zod";
import type { Shape, Shapes } from "./shape.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The shapes of a zod schema: its own under `name`, others under their ids. Only what the language uses is known. */
export function toShapes(schema: z.ZodType, name: string): Shapes {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io: "input" });
  const shapes: Record<string, Shape> = { [name]: toShape(root) };
  for (const id of Object.keys($defs).sort()) shapes[id] = toShape($defs[id] ?? {});
  return shapes;
}

function toShape(schema: boolean | JsonSchema): Shape {
  if (typeof schema === "boolean") return { kind: "any" };
  if (schema.$ref !== undefined) return { kind: "named", name: schema.$ref.replace("#/$defs/", "") };
  if (schema.enum !== undefined) return { kind: "choice", values: schema.enum.map(String) };
  if (schema.const !== undefined) return { kind: "choice", values: [String(schema.const)] };
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    const minLength = shortestText(options);
    if (minLength !== undefined) return { kind: "text", minLength };
    const by = schema.oneOf === undefined ? {} : { by: "type" };
    return { kind: "either", options: options.map(toShape), ...by };
  }
  if (Array.isArray(schema.type)) return { kind: "text" };
  switch (schema.type) {
    case undefined:
      return { kind: "any" };
    case "boolean":
      return { kind: "boolean" };
    case "number":
    case "integer":
      return toNumber(schema);
    case "string":
      return {
        kind: "string",
        ...(schema.pattern === undefined ? {} : { pattern: schema.pattern }),
        ...(schema.minLength === undefined ? {} : { minLength: schema.minLength }),
      };
    case "array":
      return {
        kind: "list",
        items: toShape(schema.items === undefined || Array.isArray(schema.items) ? {} : schema.items),
        ...(schema.minItems === undefined ? {} : { minItems: schema.minItems }),
      };
    case "object":
      return toObject(schema);
    default:
      throw new TypeError(`The language has no shape for the JSON Schema type ${schema.type}.`);
  }
}

const scalarTypes = ["string", "number", "boolean"];

/** Of a text that may be a number or a boolean too, but no empty one. */
function shortestText(options: readonly (boolean | JsonSchema)[]): number | undefined {
  const schemas = options.filter((option) => typeof option === "object");
  const isWhole = scalarTypes.every((type) => schemas.some((schema) => schema.type === type));
  return isWhole ? schemas.find(({ type }) => type === "string")?.minLength : undefined;
}

function toNumber(schema: JsonSchema): Shape {
  // zod bounds every integer by what JavaScript holds exactly; only a bound of the language's own is kept.
  const { minimum, maximum, exclusiveMinimum } = schema;
  return {
    kind: "number",
    ...(schema.type === "integer" ? { integer: true } : {}),
    ...(minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? {} : { min: minimum }),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? {} : { max: maximum }),
    ...(typeof exclusiveMinimum === "number" ? { above: exclusiveMinimum } : {}),
  };
}

function toObject(schema: JsonSchema): Shape {
  if (schema.properties === undefined) {
    const keys = schema.propertyNames === undefined ? undefined : toShape(schema.propertyNames);
    return {
      kind: "record",
      ...(keys === undefined || (keys.kind === "string" && keys.pattern === undefined) ? {} : { keys }),
      values: toShape(schema.additionalProperties ?? true),
    };
  }
  const keys: Record<string, Shape> = {};
  for (const [name, value] of Object.entries(schema.properties)) keys[name] = toShape(value);
  return { kind: "object", keys, required: schema.required ?? [] };
}
