import { Problem } from "../../problems/problem.ts";
import type { Link } from "../links.ts";

/**
 * Parameters of type secret that an execution was given lived as long as it did: whoever runs it again gives them again.
 * Throws `invalid-input` where one is missing.
 */
export function askSecretsAgain({ detail }: Link, parameters: Readonly<Record<string, string>>): void {
  const missing = (detail.givenSecrets ?? []).filter((name) => !Object.hasOwn(parameters, name));
  const [first] = missing;
  if (first === undefined) return;
  const message = "its value was not kept beyond the end of the earlier execution";
  throw new Problem("invalid-input", `secret ${first}: ${message}`, {
    mend: `give ${missing.length === 1 ? "it" : "each of them"} again as a parameter: ${missing.join(", ")}`,
    faults: missing.map((name) => ({ path: `parameters.${name}`, message })),
  });
}
