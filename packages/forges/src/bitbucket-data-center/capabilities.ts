import { type Ability, abilities, type Capability } from "../ports/index.ts";
import { operations } from "./operations.ts";

/** What can be done with a host that has no CI of its own: Headrace runs the pipelines of its repositories. */
export const capabilities: readonly Capability[] = abilities.map(capability);

function capability(ability: Ability): Capability {
  const asked = operations.filter((one) => one.ability === ability);
  if (asked.length === 0) {
    const note = "Bitbucket Data Center runs no pipelines; Headrace runs them, and keeps their variables and schedules";
    return { ability, support: "absent", scopes: [], note };
  }
  return { ability, support: "native", scopes: [...new Set(asked.flatMap(({ permissions }) => permissions))] };
}
