import type { Principal } from "../access/principal.ts";
import type { App } from "../app.ts";
import { notFound } from "../problems/problem.ts";
import { loadLibrary, templateFrom } from "./load-library.ts";
import { type Template, template } from "./template.ts";

const category = template.shape.category;

/** All that a person can begin with: the built-in ones, those shared in the organization, and the person's own. */
export async function allTemplates(
  app: Pick<App, "tables">,
  organizationId: string,
  principal: Principal | null,
): Promise<readonly Template[]> {
  const rows = await app.tables
    .selectFrom("templates")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .where((eb) => eb.or([eb("shared", "=", 1), eb("created_by", "=", principal?.userId ?? "")]))
    .orderBy("name")
    .execute();
  const own = await Promise.all(
    rows.map((row) =>
      templateFrom({
        id: row.id,
        name: row.name,
        category: category.parse(row.category),
        description: row.description,
        text: row.text,
        origin: row.shared === 1 ? "organization" : "mine",
      }),
    ),
  );
  return [...(await loadLibrary()), ...own];
}

/** Throws `not-found`. */
export async function findTemplate(
  app: Pick<App, "tables">,
  {
    id,
    organizationId,
    principal,
  }: { readonly id: string; readonly organizationId: string; readonly principal: Principal | null },
): Promise<Template> {
  const found = (await allTemplates(app, organizationId, principal)).find((each) => each.id === id);
  if (found === undefined) throw notFound("template", id);
  return found;
}
