import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";

/**
 * Changes members so that an organization always keeps an owner: one change at a time, refused when `leaving` (who will
 * no longer be one) is the last. Throws `conflict`.
 */
export async function keepingAnOwner(
  app: Pick<App, "store" | "tables">,
  { organizationId, leaving }: { readonly organizationId: string; readonly leaving: string | undefined },
  change: () => Promise<void>,
): Promise<void> {
  await app.store.database.withLock(`members:${organizationId}`, async () => {
    if (leaving !== undefined) {
      const owners = await app.tables
        .selectFrom("member")
        .select("userId")
        .where("organizationId", "=", organizationId)
        .where("role", "=", "owner")
        .execute();
      if (owners.length === 1 && owners[0]?.userId === leaving) {
        throw new Problem("conflict", "this is the last owner of the organization", {
          mend: "make somebody else an owner first",
        });
      }
    }
    await change();
  });
}
