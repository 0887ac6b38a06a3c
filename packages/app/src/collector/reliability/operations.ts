import { sql } from "kysely";
import { z } from "zod";
import { visibleTo } from "../../access/visible-to.ts";
import { connectionExample } from "../../connections/connection.ts";
import { readConnection } from "../../connections/read-connection.ts";
import { defineOperation } from "../../operations/operation.ts";
import { notFound } from "../../problems/problem.ts";
import { id } from "../../values/fields.ts";
import { type Reliability, readReliability, reliability } from "./reliability.ts";

const windowExample = {
  looks: 412,
  worked: 407,
  share: 407 / 412,
  failures: [{ reason: "unreachable" as const, looks: 5 }],
  delays: {
    all: { changes: 96, median: 4, percentile95: 45 },
    told: { changes: 80, median: 3, percentile95: 6 },
    found: { changes: 16, median: 30, percentile95: 60 },
  },
  missedWebhooks: 3,
} satisfies Reliability["day"];

const getReliability = defineOperation({
  name: "connections.reliability",
  summary: "See how reliably what runs on a connection's host is collected: looks that worked, delays, missed webhooks",
  description:
    "Counted from the looks that were made and what they saw, by the hour. What was there before its repository was first read, " +
    "and older runs that are read later, have no delay.",
  input: z.strictObject({
    connection: id,
    repository: id.optional().describe("One of those that it watches; all of them unless said"),
  }),
  output: reliability,
  access: { kind: "target", permission: "connection.read", target: "connection", from: "connection" },
  effect: "read",
  http: { method: "GET", path: "/connections/{connection}/reliability" },
  example: {
    input: { connection: connectionExample.id },
    output: { day: windowExample, week: windowExample },
  },
  handle: async ({ app, principal }, { repository, ...input }) => {
    const connection = await readConnection(app.tables, input.connection);
    let rows = app.tables
      .selectFrom("forge_repositories")
      .select("forge_repositories.id")
      .where("connection_id", "=", connection.id)
      .where(visibleTo(principal, ["forge_repositories.id"]));
    if (repository !== undefined) {
      rows = rows.where("forge_repositories.id", "=", repository);
      if ((await rows.executeTakeFirst()) === undefined) throw notFound("repository of the connection", repository);
    }
    return await readReliability(app.tables, sql`counted.repository_id IN ${rows}`, app.clock.now());
  },
});

export const reliabilityOperations = [getReliability] as const;
