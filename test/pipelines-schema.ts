import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { load } from "js-yaml";

/**
 * The schema of the vendor's own editor extension. It need not be there: in the folder `schemas` beside that which
 * HEADRACE_FORGE_SPECS names, or beside the checkout.
 */
const beside = join(import.meta.dirname, "../..", "shared", "specs");
const file = join(process.env.HEADRACE_FORGE_SPECS ?? beside, "..", "schemas", "bitbucket-pipelines.json");

let validate: ValidateFunction | undefined;

export const hasPipelinesSchema = existsSync(file);

/** What about the text of a `bitbucket-pipelines.yml` is not as the vendor's schema says. */
export function pipelinesViolations(text: string): readonly string[] {
  validate ??= new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(file, "utf8")));
  if (validate(load(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
