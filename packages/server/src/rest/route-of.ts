import type { Operation } from "@headrace/app";
import { type JsonSchema, jsonSchemaOf } from "./json-schema-of.ts";

/** How the keys of an operation's input travel over HTTP. */
export interface RouteShape {
  readonly pathKeys: readonly string[];
  /** Header names by key of the input. */
  readonly headerKeys: Readonly<Record<string, string>>;
  /** The rest comes from the body, or where there is none from the query. */
  readonly restKeys: readonly string[];
  readonly restIn: "query" | "body";
  readonly body: "json" | "bytes";
  /** JSON Schema of each key of the input. */
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

const known = new WeakMap<Operation, RouteShape>();

/** Made when first asked for, and then kept: those of all operations take longer than the rest of binding them. */
export function routeOf(operation: Operation): RouteShape {
  const shape = known.get(operation) ?? makeRoute(operation);
  known.set(operation, shape);
  return shape;
}

function makeRoute(operation: Operation): RouteShape {
  const { http } = operation;
  const schema = jsonSchemaOf(operation.input, "input");
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const pathKeys = [...http.path.matchAll(/\{(\w+)\}/g)].map(([, key = ""]) => key);
  const headerKeys = http.headers ?? {};
  const restKeys = Object.keys(properties).filter((key) => !pathKeys.includes(key) && !(key in headerKeys));
  const hasBody = http.method !== "GET" && http.method !== "DELETE" && http.body !== "bytes";
  return {
    pathKeys,
    headerKeys,
    restKeys,
    restIn: hasBody ? "body" : "query",
    body: http.body ?? "json",
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, isRecord(value) ? value : {}]),
    ),
    required: Array.isArray(schema.required) ? schema.required : [],
  };
}

/** The paths of an operation in Fastify's form, `/pipelines/:pipeline/execute`. */
export function urlsOf({ http }: Operation): readonly string[] {
  return [http.path, ...(http.aliases ?? [])].map((path) => path.replaceAll(/\{(\w+)\}/g, ":$1"));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
