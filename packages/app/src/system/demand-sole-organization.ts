import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";

/**
 * Of what concerns the whole server: the owner of one of several organizations does not decide for the others. Throws
 * `forbidden`. `why` goes after "this server has several organizations, and".
 */
export async function demandSoleOrganization(
  { tables }: Pick<App, "tables">,
  { why, mend }: { readonly why: string; readonly mend: string },
): Promise<void> {
  const organizations = await tables.selectFrom("organization").select("id").limit(2).execute();
  if (organizations.length < 2) return;
  throw new Problem("forbidden", `this server has several organizations, and ${why}`, { mend });
}
