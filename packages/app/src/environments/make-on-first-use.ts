import type { EnvironmentsTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import { environmentName } from "./environment.ts";
import { environmentNamed } from "./environment-named.ts";
import { insertEnvironment, type NewEnvironment } from "./insert-environment.ts";
import { createsOnFirstUse } from "./settings.ts";

/** Environments that stages made by themselves, in one repository at most. */
const mostMade = 1000;

export type MadeEnvironment =
  | { readonly kind: "there"; readonly environment: EnvironmentsTable; readonly isNew: boolean }
  | { readonly kind: "refused"; readonly reason: string };

/** An environment that a stage deploys to and that is not there yet, where the organization lets stages make such. */
export async function makeOnFirstUse(
  app: Pick<App, "tables" | "clock" | "ids">,
  wanted: Pick<NewEnvironment, "organizationId" | "repositoryId" | "name">,
): Promise<MadeEnvironment> {
  const { organizationId, repositoryId, name } = wanted;
  const refused = (reason: string): MadeEnvironment => ({ kind: "refused", reason });
  const unknown = `there is no environment "${name}" in this repository`;
  const checked = environmentName.safeParse(name);
  if (!checked.success) return refused(`"${name}" cannot be the name of an environment`);
  if (!(await createsOnFirstUse(app.tables, organizationId))) {
    return refused(`${unknown}, and stages do not make any here`);
  }
  const { count } = await app.tables
    .selectFrom("environments")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("repository_id", "=", repositoryId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostMade) return refused(`${unknown}, and it has ${mostMade} already`);
  const made = await insertEnvironment(app, { ...wanted, rules: {} });
  const environment = made ?? (await environmentNamed(app.tables, repositoryId, name));
  return environment === undefined ? refused(unknown) : { kind: "there", environment, isNew: made !== undefined };
}
