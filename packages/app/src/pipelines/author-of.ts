import type { OperationContext } from "../operations/context.ts";

/** Whose a commit is: the person's who asks, also where a token does it for him. */
export async function authorOf({
  app,
  actor,
}: OperationContext): Promise<{ readonly name: string; readonly email: string }> {
  const user =
    actor.userId === undefined
      ? undefined
      : await app.tables.selectFrom("user").select(["name", "email"]).where("id", "=", actor.userId).executeTakeFirst();
  return user ?? { name: actor.name, email: "headrace@localhost" };
}
