import type { ServerTables } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";

export interface WantedName {
  readonly organizationId: string;
  readonly name: string;
  /** Whose name it may be. */
  readonly except?: string;
}

/** Throws `conflict`. */
export async function refuseTakenName(tables: ServerTables, wanted: WantedName): Promise<void> {
  const { organizationId, name, except = "" } = wanted;
  const taken = await tables
    .selectFrom("connections")
    .select("id")
    .where("organization_id", "=", organizationId)
    .where("name", "=", name)
    .where("id", "!=", except)
    .executeTakeFirst();
  if (taken !== undefined) throw nameTaken(name);
}

export function nameTaken(name: string): Problem {
  return new Problem("conflict", `there is already a connection "${name}"`, { mend: "choose another name" });
}
