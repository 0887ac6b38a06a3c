import { nearestName } from "@headrace/pipeline";
import type { z } from "zod";
import { type Fault, Problem } from "../problems/problem.ts";
import { findNul } from "./find-nul.ts";
import type { Operation } from "./operation.ts";
import { sayFault } from "./say-fault.ts";

/** The input as the operation's schema gives it. Throws `invalid-input` with every fault, its place and its mend. */
export function parseInput(operation: Operation, input: unknown): Record<string, unknown> {
  const result = operation.input.safeParse(input, { error: sayFault, reportInput: true });
  if (result.success) {
    const path = findNul(result.data);
    if (path === undefined) return result.data;
    throw refused([{ path, message: "a text holds the character NUL", mend: "leave it out" }]);
  }
  const issues = result.error.issues.slice(0, mostFaults).flatMap(innermost);
  throw refused(issues.map((issue) => faultOf(operation, issue)));
}

/** A list of a million wrong entries is not told entry by entry. */
const mostFaults = 100;

function refused(faults: readonly Fault[]): Problem {
  const [first] = faults;
  return new Problem(
    "invalid-input",
    first === undefined ? "the input is wrong" : `${first.path || "input"}: ${first.message}`,
    { faults, mend: first?.mend },
  );
}

/** Of several alternatives, what is wrong with the one that was meant: the only one that takes this kind of value. */
function innermost(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const near = issue.errors.filter((issues) =>
    issues.every(({ code, path }) => code !== "invalid_type" || path.length > 0),
  );
  const [meant] = near;
  if (meant === undefined || near.length > 1) return [issue];
  return meant.flatMap((each) => innermost({ ...each, path: [...issue.path, ...each.path] }));
}

function faultOf(operation: Operation, issue: z.core.$ZodIssue): Fault {
  return { path: issue.path.join("."), message: issue.message, mend: mendOf(operation, issue) };
}

function mendOf({ name, input, example }: Operation, issue: z.core.$ZodIssue): string {
  const reference = `the API reference says what \`${name}\` takes`;
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    const known = Object.keys(input.shape);
    const meant = issue.keys.map((key) => nearestName(key, known));
    if (meant[0] !== undefined) return `did you mean \`${meant[0]}\`?`;
    return known.length === 0 ? "leave it out: this takes nothing" : `it takes ${known.join(", ")}; ${reference}`;
  }
  if (issue.code === "invalid_value" && typeof issue.input === "string") {
    const meant = nearestName(issue.input, issue.values.map(String));
    if (meant !== undefined) return `did you mean "${meant}"?`;
  }
  const shown = JSON.stringify(exampleAt(example.input, issue.path));
  const tells = shown !== undefined && shown.length <= longestExample && !issue.path.some(isSecret);
  return tells ? `send one such as ${shown}; ${reference}` : reference;
}

const longestExample = 100;

/** An example of these would only be taken for one to use. */
function isSecret(key: PropertyKey): boolean {
  return /password|code|secret|value/i.test(String(key));
}

function exampleAt(value: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return exampleAt(Reflect.get(value, key), rest);
}
