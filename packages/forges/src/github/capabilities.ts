import { type Ability, abilities, type Capability } from "../ports/index.ts";
import { operations } from "./operations.ts";

const fileNote = "GitHub's schedules stand in the workflow file";
const rulesNote =
  "GitHub's rules for branches are set on its own page: they demand `headrace / <pipeline>` by that name";
const notes: ReadonlyMap<Ability, string> = new Map([
  ["runs.start", "the workflow must have the trigger workflow_dispatch; its inputs are at most 25, and none is secret"],
  ["reviews.write", "in the name of whoever the token stands for, who must be one of the environment's reviewers"],
  ["required-builds.read", rulesNote],
  ["required-builds.write", rulesNote],
  ["insights.write", "GitHub has no reports beside checks: an app's check holds the annotations"],
  ["tests.read", "GitHub keeps no results of tests: what a job wants kept it uploads as an artifact"],
  ["schedules.read", fileNote],
  ["schedules.write", fileNote],
  ["variables.read", "the values of secrets are never given; those of an organization are on GitHub's page"],
  ["variables.write", "of repositories and environments; those of an organization are set on GitHub's page"],
]);

type Lack = Pick<Capability, "support" | "note">;
const lacks: Readonly<Record<"user" | "app", ReadonlyMap<Ability, Lack>>> = {
  user: new Map([
    ["checks.write", { support: "absent", note: "GitHub takes checks from an app only; commit statuses are written" }],
  ]),
  app: new Map([
    ["statuses.write", { support: "emulated", note: "checks are written, which say more" }],
    ["reviews.write", { support: "absent", note: "an app cannot: it takes the token of one of the reviewers" }],
  ]),
};

/** What is done on GitHub by a person's token or an app's, and which permissions it needs for that. */
export function capabilities(whose: "user" | "app"): readonly Capability[] {
  return abilities.map((ability) => capability(ability, whose));
}

function capability(ability: Ability, whose: "user" | "app"): Capability {
  const lacking = lacks[whose].get(ability);
  if (lacking !== undefined) return { ability, scopes: [], ...lacking };
  const asked = operations.filter((one) => one.ability === ability);
  const note = notes.get(ability);
  const said = note === undefined ? {} : { note };
  if (asked.length === 0) return { ability, support: "absent", scopes: [], ...said };
  const scopes = [...new Set(asked.flatMap(({ permissions }) => permissions))];
  return { ability, support: "native", scopes, ...said };
}
