import type { ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";
import { type Member, memberOf } from "./member.ts";

/** Throws `not-found`, also for who has an account but is no member here. */
export async function readMember(tables: ServerTables, organizationId: string, userId: string): Promise<Member> {
  const row = await tables
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.userId")
    .select(["member.userId as userId", "user.name as name", "user.email as email", "member.role as role"])
    .where("member.organizationId", "=", organizationId)
    .where("member.userId", "=", userId)
    .executeTakeFirst();
  if (row === undefined) throw notFound("member", userId);
  return memberOf(row);
}
