import type { ServerTables } from "@headrace/store/server";

/** True unless the organization says otherwise. */
export async function createsOnFirstUse(tables: ServerTables, organizationId: string): Promise<boolean> {
  const row = await tables
    .selectFrom("environment_settings")
    .select("create_on_first_use")
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  return row === undefined || row.create_on_first_use === 1;
}

export async function setCreatesOnFirstUse(
  tables: ServerTables,
  organizationId: string,
  createOnFirstUse: boolean,
): Promise<void> {
  const set = { create_on_first_use: createOnFirstUse ? 1 : 0 };
  await tables
    .insertInto("environment_settings")
    .values({ organization_id: organizationId, ...set })
    .onConflict((conflict) => conflict.column("organization_id").doUpdateSet(set))
    .execute();
}
