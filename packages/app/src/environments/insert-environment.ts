import type { EnvironmentsTable } from "@headrace/store/server";
import type { z } from "zod";
import type { App } from "../app.ts";
import type { environmentRules } from "./rules.ts";

export interface NewEnvironment {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly name: string;
  readonly url?: string | undefined;
  readonly rules: z.input<typeof environmentRules>;
}

/** Undefined when there is one of that name already. */
export async function insertEnvironment(
  app: Pick<App, "tables" | "clock" | "ids">,
  made: NewEnvironment,
): Promise<EnvironmentsTable | undefined> {
  const now = app.clock.now();
  return await app.tables
    .insertInto("environments")
    .values({
      id: app.ids.next(),
      organization_id: made.organizationId,
      repository_id: made.repositoryId,
      name: made.name,
      url: made.url ?? null,
      rules: JSON.stringify(made.rules),
      current_deployment_id: null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}
