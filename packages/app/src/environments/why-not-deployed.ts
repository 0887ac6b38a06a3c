import type { ActingPerson } from "../access/acting-person.ts";
import { isNamed } from "../access/named-people.ts";
import type { Trust } from "../runs/runs.ts";
import { matchesAny } from "../values/matches-any.ts";
import type { EnvironmentRules } from "./rules.ts";

/** What is known of an execution that wants to deploy, as things are now. */
export interface Deploying {
  readonly branch: string;
  readonly tag: string;
  readonly trust: Trust;
  /** Null where no person started it. */
  readonly person: ActingPerson | null;
}

/** Null where it may be deployed; else why not, in words. */
export function whyNotDeployed(environment: string, rules: EnvironmentRules, deploying: Deploying): string | null {
  const { branch, tag, trust, person } = deploying;
  if (trust === "fork") return "a pull request from a fork is deployed nowhere";
  const { branches, tags, deployers } = rules;
  if ((branches.length > 0 || tags.length > 0) && !matchesAny(branches, branch) && !matchesAny(tags, tag)) {
    const what = branch === "" ? `the tag "${tag}"` : `the branch "${branch}"`;
    return `${what} is not deployed to ${environment}: only ${listed(rules)}`;
  }
  if (person === null) {
    return deployers === undefined || deployers.automatic
      ? null
      : `${environment} is only deployed to by people, and no person started this execution`;
  }
  if (!person.may("deployment.create")) return `${person.name} may not deploy in this repository`;
  if (deployers === undefined) return null;
  return isNamed(deployers, person) ? null : `${person.name} is not among those who may deploy to ${environment}`;
}

function listed({ branches, tags }: EnvironmentRules): string {
  const parts = [
    ...(branches.length === 0 ? [] : [`the branches ${branches.join(", ")}`]),
    ...(tags.length === 0 ? [] : [`the tags ${tags.join(", ")}`]),
  ];
  return parts.join(" and ");
}
