import type { Permission } from "../access/permissions.ts";
import type { OperationContext } from "../operations/context.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import type { SettingPlace } from "./secrets.ts";

/** What operations on settings take to say whose: the organization's unless said. */
export const placeInput = {
  repository: id.optional().describe("Of this repository; else of the organization"),
  environment: id.optional().describe("Of this environment of a repository, by its id"),
};

export interface WantedPlace {
  readonly repository?: string | undefined;
  readonly environment?: string | undefined;
}

/**
 * The place that is meant, where the asker may do there what the permission says: a role can be narrower in a repository than
 * in the organization. Throws `not-found` and `forbidden`.
 */
export async function placeFor(
  context: OperationContext,
  { repository, environment }: WantedPlace,
  permission: Permission,
): Promise<SettingPlace & { readonly repositoryId?: string }> {
  const { app, scope } = context;
  const { organizationId } = scope;
  if (repository !== undefined && environment !== undefined) {
    throw new Problem("invalid-input", "a setting belongs to a repository or to an environment, not to both", {
      mend: "give the environment alone: its repository is known",
      faults: [{ path: "environment", message: "given beside a repository" }],
    });
  }
  if (environment !== undefined) {
    const row = await app.tables
      .selectFrom("environments")
      .select("repository_id")
      .where("id", "=", environment)
      .where("organization_id", "=", organizationId)
      .executeTakeFirst();
    if (row === undefined) throw notFound("environment", environment);
    await demand(context, row.repository_id, { permission, missing: notFound("environment", environment) });
    return { organizationId, scope: "environment", scopeId: environment, repositoryId: row.repository_id };
  }
  if (repository !== undefined) {
    const row = await app.tables
      .selectFrom("repositories")
      .select("id")
      .where("id", "=", repository)
      .where("organization_id", "=", organizationId)
      .executeTakeFirst();
    if (row === undefined) throw notFound("repository", repository);
    await demand(context, repository, { permission, missing: notFound("repository", repository) });
    return { organizationId, scope: "repository", scopeId: repository, repositoryId: repository };
  }
  return { organizationId, scope: "organization", scopeId: organizationId };
}

async function demand(
  context: OperationContext,
  repositoryId: string,
  { permission, missing }: { readonly permission: Permission; readonly missing: Problem },
): Promise<void> {
  if (await context.permits(permission, { repositoryId })) return;
  if (!(await context.permits("repository.read", { repositoryId }))) throw missing;
  throw new Problem("forbidden", `this needs the permission ${permission} in this repository`, {
    mend: "ask an owner or maintainer of the organization",
  });
}
