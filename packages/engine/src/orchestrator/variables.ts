import { evaluateTemplate, hasExpression, parseDuration, type Scope } from "@headrace/pipeline";

/** Evaluates variables in order, so that a later one may read an earlier one through `env`. */
export function evaluateVariables(variables: Readonly<Record<string, string>>, scope: Scope): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, template] of Object.entries(variables)) {
    values[name] = hasExpression(template) ? evaluateTemplate(template, withEnvironment(scope, values)) : template;
  }
  return values;
}

function withEnvironment({ contexts, functions }: Scope, values: Readonly<Record<string, string>>): Scope {
  const outer = typeof contexts.env === "object" && contexts.env !== null ? contexts.env : {};
  return { contexts: { ...contexts, env: { ...outer, ...values } }, functions };
}

/** Milliseconds of a timeout that may be a template; null when there is none. */
export function durationOf(timeout: number | string | undefined, scope: Scope): number | null {
  if (timeout === undefined) return null;
  if (typeof timeout === "number") return timeout;
  const text = evaluateTemplate(timeout, scope);
  const duration = parseDuration(text);
  if (duration === null) throw new Error(`timeout "${text}" is not a duration such as 90s, 30m or 2h`);
  return duration;
}
