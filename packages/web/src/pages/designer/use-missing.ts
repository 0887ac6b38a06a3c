import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import type { Check } from "./reading.ts";

/** Programs that stages name, by the words that start them. */
const tools: readonly (readonly [tool: string, called: RegExp])[] = [
  ["node", /(?:^|[\s;&|`(])(?:node|npm|npx)\s/m],
  ["docker", /(?:^|[\s;&|`(])docker\s|uses:\s*docker-build\b/m],
  ["git", /(?:^|[\s;&|`(])git\s|uses:\s*git-clone\b/m],
  ["python3", /(?:^|[\s;&|`(])(?:python3?|pip3?)\s|uses:\s*python-build\b/m],
  ["go", /(?:^|[\s;&|`(])go\s+(?:build|test|run|vet)\b|uses:\s*go-build\b/m],
];

/** What a run would lack here: secrets that nobody has set, programs that are not installed. One sentence each. */
export function useMissing(
  check: Check | undefined,
  text: string,
  secrets: readonly string[] | undefined,
): readonly string[] {
  const maySee = useMay("system.read");
  const { data: machine } = useOperation("system.machine", {}, { enabled: maySee });
  const sentences: string[] = [];
  if (secrets !== undefined) {
    const unset = (check?.secrets ?? []).filter((name) => !secrets.includes(name));
    if (unset.length > 0)
      sentences.push(`No value is set for ${unset.length === 1 ? "the secret" : "the secrets"} ${unset.join(", ")}.`);
  }
  if (machine !== undefined) {
    for (const [tool, called] of tools) {
      if (called.test(text) && machine.tools[tool] === undefined)
        sentences.push(`${tool} is not installed where stages run.`);
    }
  }
  return sentences;
}
