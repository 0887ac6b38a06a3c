import { ForgeError } from "@headrace/forges";
import type { z } from "zod";
import type { OperationContext } from "../operations/context.ts";
import { type FoundLeftover, type leftovers, permissionsOf, type Search } from "./leftover.ts";

export interface Looked {
  readonly found: readonly FoundLeftover[];
  readonly unread: z.output<typeof leftovers>["unread"];
}

/** What one kind is refused with leaves the others to be found. */
export async function lookFor(
  { permits }: Pick<OperationContext, "permits">,
  searches: readonly Search[],
): Promise<Looked> {
  const all = await Promise.all(
    searches.map(async ({ kind, place, find }): Promise<Looked> => {
      const permission = permissionsOf[kind];
      if (!(await permits(permission, place))) {
        return { found: [], unread: [{ kind, why: `this takes the permission ${permission}` }] };
      }
      try {
        return { found: await find(), unread: [] };
      } catch (error) {
        if (error instanceof ForgeError) return { found: [], unread: [{ kind, why: error.message }] };
        throw error;
      }
    }),
  );
  return { found: all.flatMap(({ found }) => found), unread: all.flatMap(({ unread }) => unread) };
}

export function listed({ found, unread }: Looked): z.input<typeof leftovers> {
  return { items: found.map(({ remove: _, ...one }) => one), unread: [...unread] };
}
