import { Problem } from "@headrace/app";
import type { FastifyRequest } from "fastify";
import { deepest, isTooDeep } from "./is-too-deep.ts";
import type { JsonSchema } from "./json-schema-of.ts";
import { refuseMisplaced } from "./refuse-misplaced.ts";
import { isRecord, type RouteShape } from "./route-of.ts";

/** Puts path, query, headers and body together into the input of an operation. What is wrong in it is said by its schema. */
export function inputOf(shape: RouteShape, request: FastifyRequest): unknown {
  const parameters = isRecord(request.params) ? request.params : {};
  const query = isRecord(request.query) ? request.query : {};
  const fromQuery = Object.entries(query).map(
    ([key, value]) => [key, textValue(value, shape.properties[key])] as const,
  );
  const named: Record<string, unknown> = {};
  for (const key of shape.pathKeys) define(named, key, textValue(parameters[key], shape.properties[key]));
  for (const [key, header] of Object.entries(shape.headerKeys)) {
    const value = request.headers[header];
    if (value !== undefined) define(named, key, value);
  }
  const { body } = request;
  refuseMisplaced(shape, request);
  if (shape.restIn === "query") return { ...Object.fromEntries(fromQuery), ...named };
  if (isTooDeep(body)) {
    throw new Problem("invalid-input", `the body is nested more than ${deepest} levels deep`, {
      mend: "send flatter JSON",
    });
  }
  // A body that is no object is refused by the operation's schema, in its words.
  if (body !== undefined && body !== null && !isRecord(body)) return body;
  // What is left of the query is known to no one: the schema says so.
  return { ...body, ...query, ...named };
}

function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

/** A path and a query have only texts: what the schema calls a number or a truth is made one where it is written like one. */
function textValue(value: unknown, schema: JsonSchema | undefined): unknown {
  const types = typesOf(schema);
  if (types.includes("array")) {
    const items = isRecord(schema?.items) ? schema.items : undefined;
    const texts = Array.isArray(value) ? value : String(value).split(",");
    return texts.map((text) => textValue(text, items));
  }
  if (typeof value !== "string") return value;
  if ((types.includes("number") || types.includes("integer")) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (types.includes("boolean")) return value === "true" || value === "" ? true : value === "false" ? false : value;
  return value;
}

function typesOf(schema: JsonSchema | undefined): readonly unknown[] {
  if (schema === undefined) return [];
  if (Array.isArray(schema.anyOf)) return schema.anyOf.flatMap((each) => (isRecord(each) ? typesOf(each) : []));
  return Array.isArray(schema.type) ? schema.type : [schema.type];
}
