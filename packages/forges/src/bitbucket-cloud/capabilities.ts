import { type Ability, abilities, type Capability } from "../ports/index.ts";
import type { BitbucketCloudCredentials } from "./credentials.ts";
import { operations } from "./operations.ts";

/** What Bitbucket Cloud can do for a connection with such credentials, and what its token needs for it. */
export function capabilities(kind: BitbucketCloudCredentials["kind"]): readonly Capability[] {
  return abilities.map((ability) => capability(ability, kind));
}

function capability(ability: Ability, kind: BitbucketCloudCredentials["kind"]): Capability {
  switch (ability) {
    case "account.read":
      return kind === "access-token"
        ? { ability, support: "absent", scopes: [], note: "Bitbucket does not tell whose access token one is" }
        : { ability, support: "native", scopes: scopesOf(ability) };
    case "runs.rerun":
      return {
        ability,
        support: "emulated",
        scopes: scopesOf("runs.start"),
        note: "Bitbucket has no rerun; Headrace starts the same commit and pipeline again; secured variables must be given anew",
      };
    case "runs.on-demand":
      return {
        ability,
        support: "native",
        scopes: scopesOf("runs.start"),
        note: "the token's owner must be allowed to write to the branch; values of variables are part of the request's address",
      };
    case "artifacts.read":
      return {
        ability,
        support: "absent",
        scopes: [],
        note: "Bitbucket gives no artifacts of a run to programs: look at the run's own page, at its step's artifacts, or have a step upload to the repository's downloads",
      };
    case "downloads.write":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "whoever may read the repository may download what lies there",
      };
    case "reviews.read":
    case "reviews.write":
      return { ability, support: "absent", scopes: [], note: "Bitbucket's manual steps are run on its own page only" };
    case "queues.read":
      return { ability, support: "absent", scopes: [], note: "Bitbucket does not tell what a run waits for" };
    case "variables.read":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "the values of secured variables are never given",
      };
    case "variables.write":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        ...(kind === "access-token" ? { note: "the workspace's own variables need a workspace access token" } : {}),
      };
    case "workflows.read":
    case "workflows.write":
      return {
        ability,
        support: "absent",
        scopes: [],
        note: "all pipelines of a repository stand in its bitbucket-pipelines.yml, and run while they stand there",
      };
    case "runners.write":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "what the machine signs in with is told once, when the runner is made",
      };
    case "ssh.write":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "a private key is written, and never read",
      };
    case "container-logs.read":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "by the id of the service's container, which Bitbucket lists nowhere",
      };
    case "checks.write":
      return { ability, support: "absent", scopes: [], note: "Bitbucket has commit statuses and reports instead" };
    case "deployments.write":
      return {
        ability,
        support: "absent",
        scopes: [],
        note: "Bitbucket records deployments of its own pipelines only",
      };
    case "required-builds.read":
    case "required-builds.write":
      return { ability, support: "absent", scopes: [], note: "Bitbucket's merge checks are set on its own page" };
    case "permissions.read":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "the token's owner must administer the repository",
      };
    case "schedules.write":
      return {
        ability,
        support: "native",
        scopes: scopesOf(ability),
        note: "times are in UTC, the target is a branch, and a schedule that exists can only be switched on and off",
      };
    default:
      return { ability, support: "native", scopes: scopesOf(ability) };
  }
}

function scopesOf(ability: Ability): readonly string[] {
  return [...new Set(operations.filter((one) => one.ability === ability).flatMap(({ scopes }) => scopes))];
}
