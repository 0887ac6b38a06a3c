import type { RepositoriesTable } from "@headrace/store/server";
import { type ActingPerson, actingPerson } from "../access/acting-person.ts";
import { isNamed, type NamedPeople } from "../access/named-people.ts";
import type { Actor } from "../access/principal.ts";
import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { Problem } from "../problems/problem.ts";
import type { RunRequest } from "../runs/runs.ts";
import { matchesAny } from "../values/matches-any.ts";
import { repositoryRules } from "./repository.ts";

export interface BranchToRunOn {
  readonly repository: RepositoriesTable;
  readonly branch: string;
  /** Who saved the definition; absent where the branch itself holds it, or whoever asks has given it. */
  readonly author?: Actor;
}

/**
 * Holds what is about to run on a protected branch to the repository's rule of who may run pipelines there. A pull
 * request is not on its branch: nobody has accepted it yet. What starts by itself runs what somebody saved, so that
 * person answers for it. Throws `forbidden`.
 */
export async function refuseProtectedBranch(
  app: Pick<App, "tables" | "clock" | "ids">,
  request: RunRequest,
  { repository, branch, author }: BranchToRunOn,
): Promise<void> {
  const { protectedBranches, protectedRunners } = repositoryRules.parse(JSON.parse(repository.rules));
  const isProtected = request.trust === "own" && matchesAny(protectedBranches, branch);
  if (protectedRunners === undefined || !isProtected) return;
  const { organizationId, repositoryId, pipelineId } = request;
  const personOf = async (actor: Actor | undefined): Promise<ActingPerson | null> =>
    actor === undefined
      ? null
      : await actingPerson(app.tables, actor, {
          organizationId,
          repositoryId,
          ...(pipelineId === undefined ? {} : { pipelineId }),
        });
  const asker = await personOf(request.onBehalfOf ?? request.actor);
  const writer = asker === null ? await personOf(author) : null;
  const person = asker ?? writer;
  const isAllowed =
    (asker !== null || protectedRunners.automatic) && (person === null || isNamed(protectedRunners, person));
  if (isAllowed) return;
  const pattern = protectedBranches.find((each) => matchesAny([each], branch)) ?? protectedBranches.join(", ");
  const who =
    asker !== null
      ? asker.name
      : protectedRunners.automatic
        ? `${writer?.name}, who saved this definition`
        : "an event";
  const message = `the branch "${branch}" is protected by the rule "${pattern}": pipelines are run there by ${listed(protectedRunners)}, not by ${who}`;
  // What people ask for is recorded with the operation.
  if (request.actor.kind !== "user" && request.actor.kind !== "token") {
    await recordAudit(app, {
      actor: request.actor,
      operation: "pipelines.execute",
      outcome: "forbidden",
      organizationId,
      target: pipelineId === undefined ? "repository" : "pipeline",
      targetId: pipelineId ?? repositoryId,
      detail: { branch, pattern, reason: message },
    });
  }
  throw new Problem("forbidden", message, { mend: "ask one of them, or run it on another branch" });
}

function listed({ roles, teams, users, automatic }: NamedPeople): string {
  const parts = [
    ...(roles.length === 0 ? [] : [`the role ${roles.join(" or ")}`]),
    ...teams.map((team) => `the team ${team}`),
    ...(users.length === 0 ? [] : [users.length === 1 ? "one person by name" : `${users.length} people by name`]),
    ...(automatic ? ["the repository's events"] : []),
  ];
  return parts.length === 0 ? "nobody" : parts.join(", ");
}
