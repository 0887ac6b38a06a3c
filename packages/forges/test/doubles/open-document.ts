import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { z } from "zod";
import { specificationFile } from "./specification-file.ts";

const parameterSchema = z.object({ name: z.string(), in: z.string(), schema: z.unknown() });
const operationSchema = z.object({
  parameters: z.array(z.union([parameterSchema, z.object({ $ref: z.string() })])).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.object({ content: z.unknown().optional(), $ref: z.string().optional() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({
    parameters: z.record(z.string(), parameterSchema).default({}),
    responses: z.record(z.string(), z.unknown()).default({}),
  }),
});

export interface Exchanged {
  /** GET unless said. */
  readonly method?: string;
  /** As the specification writes it. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What was sent, where there was a body. */
  readonly request?: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** What about a request and its answer is not as the vendor's OpenAPI document says. */
export type Judge = (exchanged: Exchanged) => readonly string[];

/** Undefined where the document does not lie at hand. An error that an operation does not name goes unjudged: documents name few. */
export function openDocument(name: string): Judge | undefined {
  const file = specificationFile(name);
  if (!existsSync(file)) return undefined;
  const document = documentSchema.parse(JSON.parse(readFileSync(file, "utf8"), withNull));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: "vendor", ...document });

  // To compile a schema takes far longer than to judge by it, and Ajv keeps what it has compiled.
  const operations = new Map<string, z.output<typeof operationSchema> | undefined>();
  const validators = new Map<string, ValidateFunction>();

  const operation = (method: string, path: string): z.output<typeof operationSchema> | undefined => {
    const key = `${method} ${path}`;
    if (!operations.has(key)) operations.set(key, operationSchema.safeParse(document.paths[path]?.[method]).data);
    return operations.get(key);
  };

  const problems = (place: readonly string[], value: unknown, where: string): readonly string[] => {
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `vendor#/${pointer}` });
    validators.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
  };

  return ({ method = "GET", path, query, request, status, answer }) => {
    const what = `${method} ${path}`;
    const place = ["paths", path, method.toLowerCase()];
    const found = operation(method.toLowerCase(), path);
    if (found === undefined) return [`${what} is not in the document`];
    const { parameters, requestBody, responses } = found;
    const known = parameters.map((one) =>
      "name" in one ? one : document.components.parameters[one.$ref.replace("#/components/parameters/", "")],
    );
    const wrong: string[] = [];
    for (const [name, value] of query) {
      const parameter = known.find((one) => one?.in === "query" && one.name === name);
      const typed = /^\d+$/.test(value) ? Number(value) : value;
      if (parameter === undefined) wrong.push(`${what} has no parameter ${name}`);
      else if (![typed, value].some((one) => ajv.validate(Object(parameter.schema), one)))
        wrong.push(`${what} takes no ${name}=${value}`);
    }
    if (request !== undefined) {
      if (requestBody === undefined) wrong.push(`${what} takes no body`);
      const asked = schemaIn(requestBody);
      if (asked !== undefined) wrong.push(...problems([...place, "requestBody", ...asked], request, `${what} request`));
    }
    const described = responses[String(status)];
    if (described === undefined && status < 400) wrong.push(`${what} does not answer ${status}`);
    if (described === undefined || answer === undefined) return wrong;
    const [, shared] = /^#\/components\/responses\/(.+)$/.exec(described.$ref ?? "") ?? [];
    const answered = schemaIn(shared === undefined ? described : document.components.responses[shared]);
    if (answered === undefined) return wrong;
    const stands = shared === undefined ? [...place, "responses", String(status)] : ["components", "responses", shared];
    return [...wrong, ...problems([...stands, ...answered], answer, `${what} ${status}`)];
  };
}

const contentSchema = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown().optional() })) });

/** Where the schema of a body stands, if it has one: some documents say of a body that it has any type. */
function schemaIn(body: unknown): readonly string[] | undefined {
  const content = contentSchema.safeParse(body).data?.content ?? {};
  const type = Object.hasOwn(content, "application/json") ? "application/json" : "*/*";
  return content[type]?.schema === undefined ? undefined : ["content", type, "schema"];
}

/** An exemption: GitHub's document calls fields nullable whose lists of values lack null, and GitHub answers null. */
function withNull(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value) || !("enum" in value)) return value;
  return value.nullable === true && Array.isArray(value.enum) ? { ...value, enum: [...value.enum, null] } : value;
}
