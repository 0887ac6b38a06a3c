import type { AuditLogTable } from "@headrace/store/server";
import { z } from "zod";
import type { App } from "../app.ts";
import type { Position } from "../paging/page.ts";
import { timeOf } from "../values/fields.ts";
import { actor, type Entry } from "./entry.ts";
import { nameTargets } from "./name-targets.ts";

export interface EntryFilter {
  readonly actor?: string | undefined;
  readonly operation?: string | undefined;
  readonly target?: string | undefined;
  /** ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface EntriesWanted {
  readonly organizationId: string;
  readonly filter: EntryFilter;
  readonly limit: number;
  readonly after?: Position | undefined;
}

/** Newest first. */
export async function selectEntries(
  { tables }: Pick<App, "tables">,
  { organizationId, filter, limit, after }: EntriesWanted,
): Promise<readonly AuditLogTable[]> {
  let select = tables
    .selectFrom("audit_log")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  const { actor: who, operation, target } = filter;
  if (who !== undefined) {
    select = select.where((eb) => eb.or([eb("actor_id", "=", who), eb("actor_user_id", "=", who)]));
  }
  if (operation !== undefined) {
    // A family is a range of names, from its dot to the character after the dot.
    select = select.where((eb) =>
      eb.or([
        eb("operation", "=", operation),
        eb.and([eb("operation", ">=", `${operation}.`), eb("operation", "<", `${operation}/`)]),
      ]),
    );
  }
  if (target !== undefined) select = select.where("target_id", "=", target);
  if (filter.from !== undefined) select = select.where("at", ">=", Date.parse(filter.from));
  if (filter.to !== undefined) select = select.where("at", "<", Date.parse(filter.to));
  if (after !== undefined) {
    select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("at", "id"), "<", tuple(after.at, after.id)));
  }
  return await select.execute();
}

const pageSize = 500;

/** All of them, page by page: no more is in memory than is being sent. */
export async function* entriesOf(
  app: Pick<App, "tables">,
  organizationId: string,
  filter: EntryFilter,
): AsyncGenerator<readonly Entry[]> {
  for (let after: Position | undefined; ; ) {
    const rows = await selectEntries(app, { organizationId, filter, limit: pageSize, after });
    const nameOf = await nameTargets(app.tables, organizationId, rows);
    if (rows.length > 0) yield rows.map((row) => entryOf(row, nameOf(row)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = positionOfEntry(last);
  }
}

export function positionOfEntry({ at, id }: AuditLogTable): Position {
  return { at, id };
}

const keptDetail = z.record(z.string(), z.unknown());

/** With the name of what it is about. */
export function entryOf(row: AuditLogTable, targetName: string | undefined): Entry {
  return {
    id: row.id,
    at: timeOf(row.at),
    actor: actor.parse(JSON.parse(row.actor)),
    operation: row.operation,
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.target_id === null ? {} : { targetId: row.target_id }),
    ...(targetName === undefined ? {} : { targetName }),
    outcome: row.outcome,
    detail: keptDetail.parse(JSON.parse(row.detail)),
  };
}
