import type { z } from "zod";
import { isAtLeast, type Role } from "../access/roles.ts";
import type { repositoryRules } from "../repositories/repository.ts";
import { matchesAny } from "../values/matches-any.ts";
import type { SecretRules, SecretsFor } from "./secrets.ts";

export interface Asked extends Pick<SecretsFor, "environment" | "branch" | "tag" | "event" | "trust"> {
  readonly repository: z.output<typeof repositoryRules>;
  /** Of the person who started it, now, in the repository; null where no person did. */
  readonly role: Role | "none" | null;
  /** The same of who answers for what started by itself: on whose behalf it runs, or who saved the text that runs. */
  readonly answering: Role | "none" | null;
}

/** Null where it may be given; else why not, to go after the secret's name. */
export function whyRefused(rules: SecretRules, asked: Asked): string | null {
  const { environment, branch, tag = "", event, trust, repository, role, answering } = asked;
  const isFork = trust === "fork";
  if (isFork && !repository.secretsForForks) return "is not given to a pull request from a fork";
  if (role === "none") return "is not given: whoever started the execution may not see this repository any more";
  if (rules.triggers.length > 0 && !rules.triggers.includes(event)) {
    return `is only given to executions started by ${rules.triggers.join(", ")}, and this one was by ${event}`;
  }
  if (rules.environments.length > 0 && !isNamed(rules.environments, environment)) {
    return `is only given to stages that deliver to ${rules.environments.join(", ")}`;
  }
  if (rules.branches.length > 0 || rules.tags.length > 0) {
    // The name of a fork's branch is a stranger's choice.
    const isAllowed = !isFork && (matchesAny(rules.branches, branch) || matchesAny(rules.tags, tag));
    if (!isAllowed) return `is only given to ${listed(rules)}`;
  }
  if (rules.protected) {
    if (trust !== "own" || !matchesAny(repository.protectedBranches, branch)) {
      return "is only given on protected branches of the repository";
    }
    if (role !== null && !isAtLeast(role, "maintainer")) {
      return "is protected: on a protected branch only maintainers start what uses it";
    }
    if (role === null && answering !== null && !isAtLeast(answering, "maintainer")) {
      return "is protected: what starts by itself uses it only where a maintainer has set it up and saved its text";
    }
  }
  return null;
}

/** By whatever capitals, as environments are. */
function isNamed(names: readonly string[], name: string | undefined): boolean {
  return names.some((each) => each.toLowerCase() === name?.toLowerCase());
}

function listed({ branches, tags }: SecretRules): string {
  const parts = [
    ...(branches.length === 0 ? [] : [`the branches ${branches.join(", ")}`]),
    ...(tags.length === 0 ? [] : [`the tags ${tags.join(", ")}`]),
  ];
  return parts.join(" and ");
}
