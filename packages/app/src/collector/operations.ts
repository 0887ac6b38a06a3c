import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { connectionExample, requestLimitOf } from "../connections/connection.ts";
import { readConnection } from "../connections/read-connection.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { repository, repositoryExample, repositoryOf } from "../repositories/repository.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { isReachable } from "../webhooks/is-reachable.ts";
import { registerForConnection } from "../webhooks/register-connection.ts";
import { registeredForAll } from "../webhooks/register-operations.ts";
import { webhookOf } from "../webhooks/webhook.ts";
import { connectAll, findWanted } from "./connect-repositories.ts";
import { isHistoryLeft } from "./estimate-history.ts";
import { readHistory } from "./read-history.ts";

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
    webhook: z
      .boolean()
      .optional()
      .describe(
        "Have the host tell of what happens, as `connections.register-webhook` does; where it can reach the server unless said",
      ),
  }),
  output: z.object({
    items: z.array(repository),
    webhook: registeredForAll.optional().describe("That the host tells by; absent where it does not: runs are polled"),
    webhookProblem: z.string().optional().describe("Why it does not, where that was tried"),
  }),
  access: { kind: "target", permission: "connection.write", target: "connection", from: "connection" },
  effect: "write",
  http: { method: "POST", path: "/connections/{connection}/repositories" },
  example: {
    input: { connection: connectionExample.id, names: ["shop"] },
    output: { items: [{ ...repositoryExample, connectionId: connectionExample.id }] },
  },
  handle: async ({ app, actor, scope, permits, publicUrl, signal }, input) => {
    const connection = await readConnection(app.tables, input.connection);
    const forge = await app.connections.open(connection.id);
    const found = await findWanted(forge, connection.owner, { names: input.names, pattern: input.pattern, signal });
    const items = (await connectAll(app, connection, found)).map(repositoryOf);
    // After the answer: it does not wait for the host.
    setImmediate(() => void app.collector.look());
    const isHeard = (input.webhook ?? isReachable(publicUrl)) && (await permits("webhook.write"));
    if (!isHeard) return { items };
    const request = { connectionId: connection.id, publicUrl, signal };
    const heard = await registerForConnection(app, scope, request).catch(problemOf);
    if (heard instanceof Problem) return { items, webhookProblem: heard.message };
    const { rows, ...said } = heard;
    await recordAudit(app, {
      actor,
      operation: "connections.register-webhook",
      outcome: "done",
      organizationId: scope.organizationId,
      target: "connection",
      targetId: connection.id,
      detail: { level: said.level, webhooks: rows.map((row) => row.id) },
    });
    return { items, webhook: { ...said, webhooks: rows.map((row) => webhookOf(row, publicUrl)) } };
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
    changesEvery: seconds
      .optional()
      .describe(
        "And at which of them were pushed to last, so that these are looked at then; absent where that is not asked, as those " +
          "that rest are looked at nearly as often, or the host does not tell",
      ),
    history: z
      .object({
        runsLeft: z.number().int(),
        doneBy: time.describe("When all of them will have been read, as the hour's requests allow"),
      })
      .optional()
      .describe("An estimate of what is still to be read; absent when all is here"),
    repositories: z.array(
      z.object({
        repositoryId: id,
        name: z.string().describe("On the host"),
        readAt: time.optional().describe("When its runs were read last"),
        unfinished: z.number().int().describe("Runs that have not ended"),
        runs: z.number().int().describe("That are here"),
        historyFrom: time.optional().describe("How far back they are here"),
        historyLeft: z.boolean().describe("Older runs are still to be read"),
        historyRead: z.number().min(0).max(1).describe("The part of the 90 days that is here"),
        problem: z.string().optional().describe("Why the last look failed"),
        writeBack: z.boolean().describe("What runs here for it is told to the host, where the connection tells at all"),
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
      restingEvery: 890,
      changesEvery: 55,
      repositories: [
        {
          repositoryId: repositoryExample.id,
          name: "acme/shop",
          readAt: "2026-11-21T09:30:00.000Z",
          unfinished: 1,
          runs: 412,
          historyFrom: "2026-08-23T09:30:00.000Z",
          historyLeft: false,
          historyRead: 1,
          writeBack: true,
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
    const watched = await app.tables
      .selectFrom("watched_owners")
      .select("next_attempt_at")
      .where("id", "=", connection.id)
      // More than one attempt: the host refuses it.
      .where("attempts", "<=", 1)
      .where("next_attempt_at", "is not", null)
      .executeTakeFirst();
    const changesEvery = watched === undefined ? undefined : polling.changesEvery;
    const { estimate, runs, of: histories } = await readHistory(app, connection.id, rows);
    return {
      requestLimit: requestLimitOf(connection),
      requestsLeft,
      ...(estimate === undefined
        ? {}
        : { history: { runsLeft: estimate.runsLeft, doneBy: timeOf(app.clock.now() + estimate.duration) } }),
      activeEvery: Math.ceil(polling.activeEvery / 1000),
      restingEvery: Math.ceil(polling.restingEvery / 1000),
      ...(changesEvery === undefined ? {} : { changesEvery: Math.ceil(changesEvery / 1000) }),
      repositories: rows.map((row) => ({
        repositoryId: row.id,
        name: `${row.forge_owner}/${row.forge_name}`,
        ...(row.read_at === null ? {} : { readAt: timeOf(row.read_at) }),
        unfinished: row.unfinished,
        runs: runs.get(row.id) ?? 0,
        ...(row.history_from === null ? {} : { historyFrom: timeOf(row.history_from) }),
        historyLeft: isHistoryLeft(row),
        historyRead: histories.get(row.id)?.read ?? 0,
        ...(row.problem === null ? {} : { problem: row.problem }),
        writeBack: row.write_back === 1,
        ...(row.next_attempt_at === null ? {} : { nextLookAt: timeOf(row.next_attempt_at) }),
      })),
    };
  },
});

export const collectionOperations = [connectRepositories, getCollection] as const;
