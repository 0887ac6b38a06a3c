import { type Ability, abilities, type Capability } from "../ports/index.ts";
import { operations } from "./operations.ts";

/** What is done on GitHub, and which permissions a fine-grained token needs for it. */
export const capabilities: readonly Capability[] = abilities.map(capability);

function capability(ability: Ability): Capability {
  const asked = operations.filter((one) => one.ability === ability);
  if (asked.length > 0) {
    const scopes = [...new Set(asked.flatMap(({ permissions }) => permissions))];
    return { ability, support: "native", scopes };
  }
  const note = ability.startsWith("schedules.")
    ? "GitHub's schedules stand in the workflow file"
    : "Headrace only reads from GitHub so far";
  return { ability, support: "absent", scopes: [], note };
}
