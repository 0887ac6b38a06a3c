import type { Permission } from "../access/permissions.ts";
import type { OperationContext } from "../operations/context.ts";
import { Problem } from "../problems/problem.ts";

/** What is the workspace's concerns repositories that the asker may be kept out of. */
export async function demandEverywhere({ permits }: OperationContext, permission: Permission): Promise<void> {
  if (await permits(permission, {})) return;
  throw new Problem("forbidden", `the level owner needs the permission ${permission} in the whole organization`, {
    mend: "ask an owner or maintainer of the organization, or use a token that is not narrowed to repositories",
  });
}
