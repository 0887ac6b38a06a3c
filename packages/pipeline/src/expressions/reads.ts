import { parseExpression } from "./parse.ts";
import { referencesOf } from "./references.ts";
import { hasExpression, splitTemplate } from "./template.ts";

/**
 * Whether any template within a value (a text, a list, an object, at any depth) reads a context.
 * A matrix that reads `needs` is expanded only once they are settled. What cannot be read as an expression reads nothing.
 */
export function readsContext(value: unknown, context: string): boolean {
  if (typeof value === "string") return hasExpression(value) && templateReads(value, context);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member: unknown) => readsContext(member, context));
}

function templateReads(template: string, context: string): boolean {
  return splitTemplate(template).some((part) => {
    const parsed = part.kind === "expression" ? parseExpression(part.source) : null;
    return parsed?.ok === true && referencesOf(parsed.expression).some((reference) => reference.context === context);
  });
}
