import type { WriteBacksTable } from "@headrace/store/server";
import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";

/** Nobody asks for what is told by itself. */
const headrace = { kind: "system", id: "write-back", name: "Headrace" } as const;

export interface Told {
  readonly row: Pick<WriteBacksTable, "execution_id" | "repository_id" | "kind">;
  /** `done`, or the code of what the host refused. */
  readonly outcome: string;
  /** What was said, in a word: `success`. */
  readonly as?: string;
}

/** Adds to the audit log what was written to a host, by whose credentials. */
export async function recordTelling(app: Pick<App, "tables" | "clock" | "ids">, told: Told): Promise<void> {
  const { row, outcome, as } = told;
  const found = await app.tables
    .selectFrom("forge_repositories as watched")
    .innerJoin("connections", "connections.id", "watched.connection_id")
    .select(["connections.id", "connections.name", "watched.organization_id", "forge_owner", "forge_name"])
    .where("watched.id", "=", row.repository_id)
    .executeTakeFirst();
  // The connection was removed just now, and what it did with it.
  if (found === undefined) return;
  await recordAudit(app, {
    actor: headrace,
    operation: "host.told",
    outcome,
    organizationId: found.organization_id,
    target: "execution",
    targetId: row.execution_id,
    detail: {
      kind: row.kind,
      ...(as === undefined ? {} : { as }),
      connection: found.name,
      connectionId: found.id,
      repository: `${found.forge_owner}/${found.forge_name}`,
    },
  });
}
