import { Readable } from "node:stream";
import { z } from "zod";
import { ByteAnswer } from "../operations/answers.ts";
import { defineOperation } from "../operations/operation.ts";
import { pageFrom, pageInput, pageOf, positionOf } from "../paging/page.ts";
import { type Entry, entry } from "./entry.ts";
import { csvOf, jsonLinesOf } from "./export-entries.ts";
import { nameTargets } from "./name-targets.ts";
import { entriesOf, entryOf, positionOfEntry, selectEntries } from "./read-entries.ts";

const example: Entry = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95d2",
  at: "2026-11-21T09:30:00.000Z",
  actor: { kind: "user", id: "7Jq2mVbX0dNc5RtY", name: "Ada Bell" },
  operation: "repositories.update",
  target: "repository",
  targetId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  targetName: "web-app",
  outcome: "done",
  detail: {},
};

const moment = z.iso.datetime({ offset: true });

const filters = {
  actor: z.string().max(100).optional().describe("The id of a user, also through a token, or of a token"),
  operation: z.string().max(100).optional().describe("An operation's name, or a family's, such as `secrets`"),
  target: z.string().max(100).optional().describe("The id of the thing"),
  from: moment.optional(),
  to: moment.optional().describe("Before this time"),
};

const listAudit = defineOperation({
  name: "audit.list",
  summary: "Read the audit log: who did what, and what was refused",
  description: "It only grows: the database itself refuses to change an entry. Newest first.",
  input: z.strictObject({
    ...pageInput,
    ...filters,
  }),
  output: pageOf(entry),
  access: { kind: "organization", permission: "audit.read" },
  effect: "read",
  http: { method: "GET", path: "/audit" },
  example: { input: { operation: "repositories.update", limit: 50 }, output: { items: [example] } },
  handle: async ({ app, scope }, { limit, cursor, ...filter }) => {
    const after = cursor === undefined ? undefined : positionOf(cursor);
    const rows = await selectEntries(app, { organizationId: scope.organizationId, limit: limit + 1, after, filter });
    const nameOf = await nameTargets(app.tables, scope.organizationId, rows);
    return pageFrom(rows, limit, { item: (row) => entryOf(row, nameOf(row)), position: positionOfEntry });
  },
});

const exportAudit = defineOperation({
  name: "audit.export",
  summary: "Export the audit log, or what filters leave of it, as CSV or as JSON lines",
  description: "Newest first, as `audit.list` gives it. It is read while it is sent, however long it is.",
  input: z.strictObject({ ...filters, format: z.enum(["csv", "jsonl"]).default("jsonl") }),
  output: z.unknown(),
  access: { kind: "organization", permission: "audit.read" },
  effect: "read",
  http: { method: "GET", path: "/audit/export", answers: ["bytes"] },
  example: { input: { format: "csv", operation: "secrets" } },
  handle: async ({ app, scope: { organizationId } }, { format, ...filter }) => {
    const pages = entriesOf(app, organizationId, filter);
    const text = format === "csv" ? csvOf(pages) : jsonLinesOf(pages);
    return new ByteAnswer(Readable.from(text, { objectMode: false }), {
      contentType: format === "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8",
      fileName: `audit.${format}`,
    });
  },
});

export const auditOperations = [listAudit, exportAudit] as const;
