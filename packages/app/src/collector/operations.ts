import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { connectionExample, requestLimitOf } from "../connections/connection.ts";
import { readConnection } from "../connections/read-connection.ts";
import { defineOperation } from "../operations/operation.ts";
import { repository, repositoryExample, repositoryOf } from "../repositories/repository.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { connectRepository, findWanted } from "./connect-repositories.ts";

const remoteName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w.-]+$/, "letters, digits, and . _ -");

const connectRepositories = defineOperation({
  name: "connections.connect-repositories",
  summary: "Read the runs of repositories on a connection's host, as executions, from now on",
  description:
    "By their names there, or all that a pattern fits. A repository that is here by its address is taken; else one is added. " +
    "What is new or runs is read first, then what is older, back to 90 days, as far as the hour's requests allow.",
  input: z.strictObject({
    connection: id,
    names: z.array(remoteName).min(1).max(100).optional(),
    pattern: z.string().min(1).max(255).optional().describe("Such as `shop-*`, or `*` for all"),
  }),
  output: z.object({ items: z.array(repository) }),
  access: { kind: "target", permission: "connection.write", target: "connection", from: "connection" },
  effect: "write",
  http: { method: "POST", path: "/connections/{connection}/repositories" },
  example: {
    input: { connection: connectionExample.id, names: ["shop"] },
    output: { items: [{ ...repositoryExample, connectionId: connectionExample.id }] },
  },
  handle: async ({ app, signal }, input) => {
    const connection = await readConnection(app.tables, input.connection);
    const forge = await app.connections.open(connection.id);
    const found = await findWanted(forge, connection.owner, { names: input.names, pattern: input.pattern, signal });
    const items = [];
    for (const one of found) items.push(repositoryOf(await connectRepository(app, connection, one)));
    // After the answer: it does not wait for the host.
    setImmediate(() => void app.collector.look());
    return { items };
  },
});

const seconds = z.number().int();

const getCollection = defineOperation({
  name: "connections.collection",
  summary: "See how fresh what is read by a connection is, and how much of its hour is left",
  input: z.strictObject({ connection: id }),
  output: z.object({
    requestLimit: z.number().int().describe("In any hour"),
    requestsLeft: z.number().int(),
    activeEvery: seconds.describe("Seconds between two looks at a repository in which something runs"),
    restingEvery: seconds.describe("And at one that rests"),
    repositories: z.array(
      z.object({
        repositoryId: id,
        name: z.string().describe("On the host"),
        readAt: time.optional().describe("When its runs were read last"),
        unfinished: z.number().int().describe("Runs that have not ended"),
        historyLeft: z.boolean().describe("Older runs are still to be read"),
        problem: z.string().optional().describe("Why the last look failed"),
        nextLookAt: time.optional(),
      }),
    ),
  }),
  access: { kind: "target", permission: "connection.read", target: "connection", from: "connection" },
  effect: "read",
  http: { method: "GET", path: "/connections/{connection}/collection" },
  example: {
    input: { connection: connectionExample.id },
    output: {
      requestLimit: 1_000,
      requestsLeft: 812,
      activeEvery: 10,
      restingEvery: 60,
      repositories: [
        {
          repositoryId: repositoryExample.id,
          name: "acme/shop",
          readAt: "2026-11-21T09:30:00.000Z",
          unfinished: 1,
          historyLeft: false,
          nextLookAt: "2026-11-21T09:30:10.000Z",
        },
      ],
    },
  },
  handle: async ({ app, principal }, input) => {
    const connection = await readConnection(app.tables, input.connection);
    const [requestsLeft, polling, rows] = await Promise.all([
      app.connections.requestsLeft(connection.id),
      app.collector.polling(connection.id),
      app.tables
        .selectFrom("forge_repositories")
        .selectAll()
        .where("connection_id", "=", connection.id)
        .where(visibleTo(principal, ["forge_repositories.id"]))
        .orderBy("forge_owner")
        .orderBy("forge_name")
        .execute(),
    ]);
    return {
      requestLimit: requestLimitOf(connection),
      requestsLeft,
      activeEvery: Math.ceil(polling.activeEvery / 1000),
      restingEvery: Math.ceil(polling.restingEvery / 1000),
      repositories: rows.map((row) => ({
        repositoryId: row.id,
        name: `${row.forge_owner}/${row.forge_name}`,
        ...(row.read_at === null ? {} : { readAt: timeOf(row.read_at) }),
        unfinished: row.unfinished,
        historyLeft: row.read_at === null || row.history_page !== null,
        ...(row.problem === null ? {} : { problem: row.problem }),
        ...(row.next_attempt_at === null ? {} : { nextLookAt: timeOf(row.next_attempt_at) }),
      })),
    };
  },
});

export const collectionOperations = [connectRepositories, getCollection] as const;
