import type { AuditLogTable } from "@headrace/store/server";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { pageFrom, pageInput, pageOf, positionOf } from "../paging/page.ts";
import { id, time, timeOf } from "../values/fields.ts";

const actor = z.object({
  kind: z.enum(["user", "token", "schedule", "webhook", "pipeline", "system"]),
  id: z.string(),
  name: z.string(),
  userId: id.optional().describe("Of a token: whose it is"),
});

const entry = z.object({
  id,
  at: time,
  actor,
  operation: z.string().describe("What was done, such as `secrets.set`, or what happened, such as `secret.used`"),
  target: z.string().optional().describe("The kind of thing that it was about"),
  targetId: z.string().optional(),
  outcome: z.string().describe("`done`, or the code of the problem with which it was refused"),
  detail: z.record(z.string(), z.unknown()),
});

type Entry = z.input<typeof entry>;

const example: Entry = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95d2",
  at: "2026-11-21T09:30:00.000Z",
  actor: { kind: "user", id: "7Jq2mVbX0dNc5RtY", name: "Ada Bell" },
  operation: "repositories.update",
  target: "repository",
  targetId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  outcome: "done",
  detail: {},
};

const moment = z.iso.datetime({ offset: true });

const listAudit = defineOperation({
  name: "audit.list",
  summary: "Read the audit log: who did what, and what was refused",
  description: "It only grows: the database itself refuses to change an entry. Newest first.",
  input: z.strictObject({
    ...pageInput,
    actor: z.string().max(100).optional().describe("The id of a user, also through a token, or of a token"),
    operation: z.string().max(100).optional().describe("An operation's name, or a family's, such as `secrets`"),
    target: z.string().max(100).optional().describe("The id of the thing"),
    from: moment.optional(),
    to: moment.optional().describe("Before this time"),
  }),
  output: pageOf(entry),
  access: { kind: "organization", permission: "audit.read" },
  effect: "read",
  http: { method: "GET", path: "/audit" },
  example: { input: { operation: "repositories.update", limit: 50 }, output: { items: [example] } },
  handle: async ({ app, scope }, { limit, cursor, ...filter }) => {
    let select = app.tables
      .selectFrom("audit_log")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
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
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("at", "id"), "<", tuple(at, after)));
    }
    return pageFrom(await select.execute(), limit, {
      item: entryOf,
      position: (row) => ({ at: row.at, id: row.id }),
    });
  },
});

export const auditOperations = [listAudit] as const;

const keptDetail = z.record(z.string(), z.unknown());

function entryOf(row: AuditLogTable): Entry {
  return {
    id: row.id,
    at: timeOf(row.at),
    actor: actor.parse(JSON.parse(row.actor)),
    operation: row.operation,
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.target_id === null ? {} : { targetId: row.target_id }),
    outcome: row.outcome,
    detail: keptDetail.parse(JSON.parse(row.detail)),
  };
}
