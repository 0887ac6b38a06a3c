import { type Ability, abilities, type Capability } from "../ports/index.ts";
import { operations } from "./operations.ts";

const fileNote = "GitHub's schedules stand in the workflow file";
const notes: ReadonlyMap<Ability, string> = new Map([
  ["runs.start", "the workflow must have the trigger workflow_dispatch; its inputs are at most 25, and none is secret"],
  ["reviews.write", "an app's token cannot: it takes the token of one of the environment's reviewers"],
  ["schedules.read", fileNote],
  ["schedules.write", fileNote],
  ["variables.read", "the values of secrets are never given; those of an organization are on GitHub's page"],
  ["variables.write", "of repositories and environments; those of an organization are set on GitHub's page"],
]);

/** What is done on GitHub, and which permissions a fine-grained token needs for it. */
export const capabilities: readonly Capability[] = abilities.map(capability);

function capability(ability: Ability): Capability {
  const asked = operations.filter((one) => one.ability === ability);
  const note = notes.get(ability);
  const said = note === undefined ? {} : { note };
  if (asked.length === 0) return { ability, support: "absent", scopes: [], ...said };
  const scopes = [...new Set(asked.flatMap(({ permissions }) => permissions))];
  return { ability, support: "native", scopes, ...said };
}
