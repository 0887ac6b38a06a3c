import { allOperations, type Operation, problemStatus } from "@headrace/app";
import { type JsonSchema, jsonSchemaOf } from "../rest/json-schema-of.ts";
import { routeOf } from "../rest/route-of.ts";

/** The OpenAPI 3.1 document of all operations. */
export function openApiDocument({
  publicUrl,
  version,
}: {
  readonly publicUrl: string;
  readonly version: string;
}): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const sessionCookie = `${publicUrl.startsWith("https:") ? "__Secure-" : ""}better-auth.session_token`;
  for (const operation of allOperations) {
    const method = operation.http.method.toLowerCase();
    for (const [index, path] of [operation.http.path, ...(operation.http.aliases ?? [])].entries()) {
      paths[path] = { ...paths[path], [method]: operationObject(operation, index) };
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: "Headrace", version, description: "CI/CD pipelines: create, run, watch and explain them." },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An API token, as tokens.create gives it" },
        session: { type: "apiKey", in: "cookie", name: sessionCookie },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

/** `index` counts the paths under which it stands: an id is given once in a document. */
function operationObject(operation: Operation, index: number): JsonSchema {
  const shape = routeOf(operation);
  const { http, example } = operation;
  const sample: Record<string, unknown> = { ...example.input };
  const parameter = (key: string, place: "path" | "query" | "header", name = key): JsonSchema => ({
    name,
    in: place,
    required: place === "path" || shape.required.includes(key),
    schema: shape.properties[key] ?? {},
    ...(key in sample ? { example: sample[key] } : {}),
  });
  const bodyExample = Object.fromEntries(Object.entries(sample).filter(([key]) => shape.restKeys.includes(key)));
  return {
    operationId: index === 0 ? operation.name : `${operation.name}.alias-${index}`,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    tags: [operation.name.split(".", 1)[0]],
    ...(operation.access.kind === "public" ? { security: [] } : {}),
    "x-headrace-access": operation.access,
    "x-headrace-effect": operation.effect,
    parameters: [
      ...shape.pathKeys.map((key) => parameter(key, "path")),
      ...Object.entries(shape.headerKeys).map(([key, header]) => parameter(key, "header", header)),
      ...(shape.restIn === "query" ? shape.restKeys.map((key) => parameter(key, "query")) : []),
    ],
    ...(http.body === "bytes"
      ? { requestBody: { required: true, content: { "application/octet-stream": {} } } }
      : shape.restIn === "body" && shape.restKeys.length > 0
        ? {
            requestBody: {
              required: shape.required.some((key) => shape.restKeys.includes(key)),
              content: {
                "application/json": {
                  schema: {
                    type: "object",
                    properties: Object.fromEntries(shape.restKeys.map((key) => [key, shape.properties[key]])),
                    required: shape.required.filter((key) => shape.restKeys.includes(key)),
                    additionalProperties: false,
                  },
                  example: bodyExample,
                },
              },
            },
          }
        : {}),
    responses: {
      [http.status ?? 200]: {
        description: operation.summary,
        content: {
          "application/json": {
            schema: jsonSchemaOf(operation.output, "output"),
            ...(example.output === undefined ? {} : { example: example.output }),
          },
          ...(http.answers?.includes("events") ? { "text/event-stream": {} } : {}),
          ...(http.answers?.includes("bytes") ? { "application/octet-stream": {} } : {}),
        },
      },
      default: {
        description: "What went wrong",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

const problemSchema: JsonSchema = {
  type: "object",
  description: "A problem document (RFC 9457)",
  required: ["type", "title", "status", "code", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { enum: Object.keys(problemStatus) },
    detail: { type: "string", description: "What went wrong, for people" },
    mend: { type: "string", description: "What to do about it" },
    faults: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" }, mend: { type: "string" } },
      },
    },
    instance: { type: "string", description: "The request's id in the server's log" },
  },
};
