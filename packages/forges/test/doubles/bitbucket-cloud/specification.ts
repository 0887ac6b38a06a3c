import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { z } from "zod";
import { specificationFile } from "../specification-file.ts";
import { exemptions } from "./exemptions.ts";

const parameterSchema = z.object({ name: z.string(), in: z.string(), schema: z.unknown().optional() });
const schemaSchema = z.object({ $ref: z.string().optional(), items: z.object({ $ref: z.string() }).optional() });
const contentSchema = z.record(z.string(), z.object({ schema: schemaSchema.optional() }));
const bodySchema = z.object({ content: contentSchema.optional(), $ref: z.string().optional() });
const operationSchema = z.object({
  parameters: z.array(parameterSchema).optional(),
  requestBody: bodySchema.optional(),
  responses: z.record(z.string(), bodySchema),
  "x-atlassian-oauth2-scopes": z.array(z.object({ state: z.string(), scopes: z.array(z.string()) })).optional(),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()), requestBodies: z.record(z.string(), bodySchema) }),
});

export interface Exchanged {
  readonly method: string;
  /** As the specification writes it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** The vendor's OpenAPI document. */
export interface Specification {
  /** What about one request and its answer is not as the document says. */
  violations(exchanged: Exchanged): readonly string[];
  /** The scopes of an operation, or undefined where there is no such one. */
  scopes(method: string, path: string): readonly string[] | undefined;
}

/** Undefined where the document does not lie at hand. */
export function openSpecification(): Specification | undefined {
  const file = specificationFile("bitbucket-cloud.swagger.json");
  return existsSync(file) ? readSpecification(file) : undefined;
}

function readSpecification(file: string): Specification {
  const document = documentSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });
  ajv.addSchema({ $id: "vendor", components: document.components });
  const validators = new Map<string, ValidateFunction>();

  const problems = (reference: string, value: unknown, where: string): readonly string[] => {
    const validate = validators.get(reference) ?? ajv.compile({ $ref: `vendor${reference}` });
    validators.set(reference, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
  };

  /** A value is judged as what it calls itself, too: the document leaves its subtypes to the reader. */
  const deepProblems = (value: unknown, where: string): readonly string[] => {
    if (typeof value !== "object" || value === null) return [];
    const type: unknown = Reflect.get(value, "type");
    const own =
      typeof type === "string" && Object.hasOwn(document.components.schemas, type)
        ? problems(`#/components/schemas/${type}`, value, `${where} as ${type}`)
        : [];
    return [...own, ...Object.entries(value).flatMap(([key, inner]) => deepProblems(inner, `${where}/${key}`))];
  };

  const readOperation = (method: string, path: string) => {
    const found = document.paths[path];
    const one = found?.[method.toLowerCase()];
    if (one === undefined) return undefined;
    const shared = z.array(parameterSchema).optional().parse(found?.parameters) ?? [];
    const parsed = operationSchema.parse(one);
    return { ...parsed, parameters: [...shared, ...(parsed.parameters ?? [])] };
  };

  const operations = new Map<string, ReturnType<typeof readOperation>>();
  const operation = (method: string, path: string) => {
    const key = `${method} ${path}`;
    if (!operations.has(key)) operations.set(key, readOperation(method, path));
    return operations.get(key);
  };

  /** The name of a body's schema, or of what it is a list of. */
  const schemaOf = (body: z.output<typeof bodySchema> | undefined) => {
    const [, name] = /^#\/components\/requestBodies\/(.+)$/.exec(body?.$ref ?? "") ?? [];
    const content = (name === undefined ? body : document.components.requestBodies[name])?.content;
    return content?.["application/json"]?.schema;
  };

  const bodyProblems = (schema: z.output<typeof schemaSchema>, value: unknown, where: string): readonly string[] => {
    const { $ref, items } = schema;
    if ($ref !== undefined) return problems($ref, value, where);
    if (items === undefined) return [];
    if (!Array.isArray(value)) return [`${where} is no list`];
    return value.flatMap((one) => problems(items.$ref, one, where));
  };

  return {
    violations({ method, path, query, request, status, answer }) {
      const what = `${method} ${path}`;
      const found = operation(method, path);
      if (found === undefined) return [`${what} is not in the document`];
      const wrong: string[] = [];
      for (const [name, value] of query) {
        const parameter = found.parameters.find((one) => one.in === "query" && one.name === name);
        if (parameter === undefined) {
          if (!exemptions.parameters.includes(name)) wrong.push(`${what} has no parameter ${name}`);
        } else if (exemptions.values[name]?.test(value) !== true) {
          const typed = /^\d+$/.test(value) ? Number(value) : value;
          const either = ajv.validate(parameter.schema ?? {}, typed) || ajv.validate(parameter.schema ?? {}, value);
          if (!either) wrong.push(`${what} does not take ${name}=${value}`);
        }
      }
      const asked = schemaOf(found.requestBody);
      if (asked !== undefined) {
        wrong.push(...bodyProblems(asked, request, `${what} request`), ...deepProblems(request, `${what} request`));
      } else if (request !== undefined && !exemptions.bodies.includes(what)) wrong.push(`${what} takes no body`);
      const isLog = /\/logs?(?:\/\{log_uuid\})?$/.test(path);
      const declared = found.responses[String(status)];
      const exempt = exemptions.statuses.includes(status) || (isLog && exemptions.logStatuses.includes(status));
      if (declared === undefined && !exempt) wrong.push(`${what} does not answer ${status}`);
      const answered = schemaOf(declared);
      if (answered !== undefined) wrong.push(...bodyProblems(answered, answer, `${what} ${status}`));
      wrong.push(...deepProblems(answer, `${what} ${status}`));
      return wrong.filter((problem) => !exemptions.problems.test(problem));
    },
    scopes(method, path) {
      const found = operation(method, path);
      if (found === undefined) return undefined;
      const named = found["x-atlassian-oauth2-scopes"] ?? [];
      return named.filter(({ state }) => state === "Current").flatMap(({ scopes }) => scopes);
    },
  };
}
