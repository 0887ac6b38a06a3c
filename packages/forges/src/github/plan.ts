import { ForgeError, type ForgeHttp, path } from "../http/index.ts";
import { given } from "../values.ts";
import { ownerSchema, userSchema } from "./schema.ts";

export interface PlanOptions {
  readonly http: ForgeHttp;
  readonly user: ForgeHttp | undefined;
}

/** `free`, `team`; GitHub tells an organization's to its owners, a user's to himself, and nobody else's: undefined then. */
export async function planOf(
  owner: string,
  { http, user }: PlanOptions,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const asked = given("signal", signal);
  const organization = await unlessHidden(http.json({ path: path`/orgs/${owner}`, ...asked }, ownerSchema));
  if (organization !== undefined || user === undefined) return organization?.plan?.name;
  const person = await unlessHidden(user.json({ path: "/user", ...asked }, userSchema));
  return person?.login.toLowerCase() === owner.toLowerCase() ? person.plan?.name : undefined;
}

async function unlessHidden<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isHidden = error instanceof ForgeError && ["forge-not-found", "forge-forbidden"].includes(error.code);
    if (isHidden) return undefined;
    throw error;
  }
}

const planNames: ReadonlyMap<string, string> = new Map([
  ["free", "GitHub Free"],
  ["pro", "GitHub Pro"],
  ["team", "GitHub Team"],
]);

/**
 * What a plan leaves out of an ability; undefined where that is nothing, or nothing is known of the plan.
 * https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments
 */
export function planNote(plan: string | undefined, ability: string): string | undefined {
  const name = planNames.get(plan ?? "");
  if (name === undefined) return undefined;
  if (plan === "free" && ability.startsWith("environments."))
    return `on ${name} environments are of public repositories only`;
  if (ability.startsWith("reviews.")) return `on ${name} only environments of public repositories wait for reviewers`;
  return undefined;
}
