import { literalWildcard, matchesWildcard } from "@headrace/pipeline";
import type { LegacyConditions } from "./config.ts";

/** What a custom condition asks. */
export type CustomKind =
  | { readonly kind: "failure" }
  | { readonly kind: "success" }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "always" }
  | { readonly kind: "unknown" };

/** `failure` before `success`, anywhere in the text and in any case, as the format has it. */
export function customKind(custom: string): CustomKind {
  const text = custom.trim();
  if (/failure/i.test(text)) return { kind: "failure" };
  if (/success/i.test(text)) return { kind: "success" };
  if (/^always(?:\(\))?$/i.test(text)) return { kind: "always" };
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? { kind: "variable", name: text } : { kind: "unknown" };
}

/** What conditions are held against outside a run. */
export interface ConditionFacts {
  readonly branch?: string;
  /** Values by variable; compared as text. */
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly hasPreviousFailures?: boolean;
}

/** Whether all conditions hold. A custom condition that cannot be decided does not hold. */
export function conditionsHold(conditions: LegacyConditions, facts: ConditionFacts): boolean {
  const { branch, environment = {}, custom } = conditions;
  if (branch !== undefined && !matchesWildcard(facts.branch ?? "", branch)) return false;
  for (const [name, expected] of Object.entries(environment)) {
    const actual = factOf(facts, name);
    if (actual === undefined || String(actual) !== expected) return false;
  }
  return custom === undefined || customHolds(custom, facts);
}

function customHolds(custom: string | boolean, facts: ConditionFacts): boolean {
  if (typeof custom === "boolean") return custom;
  const asked = customKind(custom);
  switch (asked.kind) {
    case "failure":
      return facts.hasPreviousFailures === true;
    case "success":
      return facts.hasPreviousFailures !== true;
    case "variable":
      return isSet(factOf(facts, asked.name));
    case "always":
      return true;
    case "unknown":
      return false;
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !["", "0", "false"].includes(String(value).toLowerCase());
}

function factOf(facts: ConditionFacts, name: string): unknown {
  const { environment = {} } = facts;
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/**
 * The conditions as an expression of the Headrace language; undefined when there are none.
 * `fixed` holds the stage's own environment, which is known before the run.
 */
export function conditionsToWhen(
  conditions: LegacyConditions,
  fixed: Readonly<Record<string, string>>,
): string | undefined {
  const { branch, environment = {}, custom } = conditions;
  const terms: string[] = [];
  if (branch !== undefined) terms.push(`matches(git.branch, ${quoted(branch)})`);
  for (const [name, expected] of Object.entries(environment)) {
    terms.push(
      Object.hasOwn(fixed, name)
        ? String(fixed[name] === expected)
        : `matches(vars.${name}, ${quoted(literalWildcard(expected))})`,
    );
  }
  if (custom !== undefined) terms.push(customTerm(custom, fixed));
  return terms.length === 0 ? undefined : terms.join(" && ");
}

function customTerm(custom: string | boolean, fixed: Readonly<Record<string, string>>): string {
  if (typeof custom === "boolean") return String(custom);
  const asked = customKind(custom);
  switch (asked.kind) {
    case "failure":
      return "failure()";
    case "success":
      return "success()";
    case "variable":
      return Object.hasOwn(fixed, asked.name)
        ? String(isSet(fixed[asked.name]))
        : `!contains(fromJSON('["","0","false"]'), format('{0}', vars.${asked.name}))`;
    case "always":
      return "always()";
    case "unknown":
      return "false";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
