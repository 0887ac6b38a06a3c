import type { ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";
import { type ApprovalFacts, factsOf } from "./approval.ts";

export function selectApprovals(tables: ServerTables) {
  return tables
    .selectFrom("approvals")
    .innerJoin("execution_links", "execution_links.execution_id", "approvals.execution_id")
    .innerJoin("executions", "executions.id", "approvals.execution_id")
    .selectAll("approvals")
    .select([
      "execution_links.triggered_by as triggered_by",
      "execution_links.detail as link_detail",
      "executions.pipeline as pipeline_name",
      "executions.number as number",
      "executions.branch as branch",
    ]);
}

/** Throws `not-found`. */
export async function readApproval(tables: ServerTables, id: string): Promise<ApprovalFacts> {
  const row = await selectApprovals(tables).where("approvals.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("approval", id);
  return factsOf(row);
}

/** The names of who decided, by email address. */
export async function namesOfDeciders(
  tables: ServerTables,
  all: readonly ApprovalFacts[],
): Promise<ReadonlyMap<string, string>> {
  const emails = [...new Set(all.flatMap(({ decisions }) => decisions.map(({ by }) => by)))];
  if (emails.length === 0) return new Map();
  const rows = await tables.selectFrom("user").select(["email", "name"]).where("email", "in", emails).execute();
  return new Map(rows.map(({ email, name }) => [email.toLowerCase(), name]));
}
