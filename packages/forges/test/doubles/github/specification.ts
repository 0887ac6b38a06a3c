import { existsSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { z } from "zod";
import { specificationFile } from "../specification-file.ts";

const parameterSchema = z.object({ name: z.string(), in: z.string(), schema: z.unknown() });
const operationSchema = z.object({
  parameters: z.array(z.union([parameterSchema, z.object({ $ref: z.string() })])),
  responses: z.record(z.string(), z.object({ content: z.unknown().optional() })),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ parameters: z.record(z.string(), parameterSchema) }),
});

export interface Exchanged {
  /** As the specification writes it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  readonly answer: unknown;
}

/** What about a GET and its answer is not as the vendor's OpenAPI document says. */
export type Judge = (exchanged: Exchanged) => readonly string[];

/** Undefined where the document does not lie at hand. The part of it that is there holds no errors: they go unjudged. */
export function openSpecification(): Judge | undefined {
  const file = specificationFile("github-actions.openapi.json");
  if (!existsSync(file)) return undefined;
  const document = documentSchema.parse(JSON.parse(readFileSync(file, "utf8"), withNull));
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: "vendor", ...document });
  return ({ path, query, status, answer }) => {
    const parsed = operationSchema.safeParse(document.paths[path]?.get);
    if (!parsed.success) return [`GET ${path} is not in the document`];
    const known = parsed.data.parameters.map((one) =>
      "name" in one ? one : document.components.parameters[one.$ref.replace("#/components/parameters/", "")],
    );
    const wrong: string[] = [];
    for (const [name, value] of query) {
      const parameter = known.find((one) => one?.in === "query" && one.name === name);
      const typed = /^\d+$/.test(value) ? Number(value) : value;
      if (parameter === undefined) wrong.push(`GET ${path} has no parameter ${name}`);
      else if (!ajv.validate({ ...Object(parameter.schema) }, typed))
        wrong.push(`GET ${path} takes no ${name}=${value}`);
    }
    if (status >= 400) return wrong;
    if (parsed.data.responses[String(status)] === undefined) wrong.push(`GET ${path} does not answer ${status}`);
    if (answer === undefined) return wrong;
    const place = ["paths", path, "get", "responses", String(status), "content", "application/json", "schema"];
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll("/", "~1"))).join("/");
    const validate = ajv.compile({ $ref: `vendor#/${pointer}` });
    if (validate(answer)) return wrong;
    return [
      ...wrong,
      ...(validate.errors ?? []).map(({ instancePath, message }) => `GET ${path}${instancePath} ${message}`),
    ];
  };
}

/** An exemption: the document calls fields nullable whose lists of values lack null, and GitHub answers null. */
function withNull(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value) || !("enum" in value)) return value;
  return value.nullable === true && Array.isArray(value.enum) ? { ...value, enum: [...value.enum, null] } : value;
}
