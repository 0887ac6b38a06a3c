import { publicEvent } from "@headrace/execution";
import { z } from "zod";
import { listExecutions } from "../executions/read-executions.ts";
import { type ByteAnswer, EventAnswer } from "../operations/answers.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { pageInput } from "../paging/page.ts";
import { notFound, wrongField } from "../problems/problem.ts";
import { branch, id, time } from "../values/fields.ts";
import { followEvents } from "./follow-events.ts";
import { followLogs } from "./follow-logs.ts";
import { logLineExample } from "./log-line.ts";
import { selectionInput } from "./log-selection.ts";
import { logMatches, matchLines } from "./match-lines.ts";
import { hasEnded } from "./open-logs.ts";
import { rawLogs } from "./raw-logs.ts";
import { type LogPage, logPage, readLogs } from "./read-logs.ts";
import { logMarks, readMarks } from "./read-marks.ts";
import { foundLines, patternOf, searchLogs } from "./search-logs.ts";

const executionId = "01a1fc42-b97f-7bef-9713-0b6621de95b1";
const access = { kind: "target", permission: "execution.read", target: "execution", from: "execution" } as const;

const streamInput = {
  follow: z.boolean().default(false).describe("Answer with a stream of events that goes on until the end"),
  accept: z.string().max(1000).optional().describe("`text/event-stream` means the same as `follow`"),
  lastEventId: z
    .string()
    .max(100)
    .optional()
    .describe("Of the last event that was received: the stream goes on after it"),
};
const streamHeaders = { accept: "accept", lastEventId: "last-event-id" };
const position = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const readInput = {
  ...selectionInput,
  from: position.optional().describe("The first line; lines count from 1"),
  tail: z.number().int().min(0).max(5000).optional().describe("Instead of `from`: the last so many lines"),
  limit: z.number().int().min(1).max(5000).default(500).describe("Lines to give at most, where nothing is followed"),
  ...streamInput,
};
type ReadQuery = z.output<z.ZodObject<typeof readInput>>;

export const readExecutionLogs = defineOperation({
  name: "logs.read",
  summary: "Read or follow the log of an execution, or of one of its stages",
  description:
    "All lines of an execution have one sequence, by which they are read and followed; where a stage is named and nothing is followed, lines are counted in the log of its attempt. A stream has the events `lines`, `gap` (lines that this reader was too slow for: read them as a range) and `complete`. See docs/live.md.",
  input: z.strictObject({
    execution: id,
    ...readInput,
  }),
  output: logPage,
  access,
  effect: "read",
  masks: ["text"],
  http: { method: "GET", path: "/executions/{execution}/logs", headers: streamHeaders, answers: ["events"] },
  example: {
    input: { execution: executionId, from: 318, limit: 1 },
    output: { items: [logLineExample], lineCount: 3020, next: 319, ended: true },
  },
  handle: async (context, { execution, ...query }) => await readOrFollow(context, execution, query),
});

const readLatestLogs = defineOperation({
  name: "pipelines.logs",
  summary: "Read or follow the log of a pipeline's newest execution",
  description: "As `logs.read` does for an execution that is named.",
  input: z.strictObject({
    pipeline: id,
    branch: branch.optional().describe("The newest of this branch"),
    ...readInput,
  }),
  output: logPage.extend({ execution: id }),
  access: { kind: "target", permission: "execution.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  masks: ["text"],
  http: { method: "GET", path: "/pipelines/{pipeline}/logs", headers: streamHeaders, answers: ["events"] },
  example: {
    input: { pipeline: "01a1fc42-b97f-7bef-9713-0b6621de95a8", from: 318, limit: 1 },
    output: { execution: executionId, items: [logLineExample], lineCount: 3020, next: 319, ended: true },
  },
  handle: async (context, { pipeline, branch, ...query }) => {
    const { app, scope } = context;
    const [newest] = await listExecutions(app.tables, scope.organizationId, { filter: { pipeline, branch }, limit: 1 });
    if (newest === undefined) throw notFound("execution", `latest of ${branch ?? "any branch"}`);
    const answer = await readOrFollow(context, newest.execution_id, query);
    return answer instanceof EventAnswer ? answer : { ...answer, execution: newest.execution_id };
  },
});

async function readOrFollow(
  { app, signal }: Pick<OperationContext, "app" | "signal">,
  executionId: string,
  { stage, attempt, from, tail, limit, ...stream }: ReadQuery,
): Promise<LogPage | EventAnswer> {
  if (!isStream(stream)) return await readLogs(app, executionId, { stage, attempt, from, tail, limit, signal });
  const after = stream.lastEventId === undefined ? undefined : numberOf(stream.lastEventId);
  return new EventAnswer(
    await followLogs(app, executionId, {
      stage,
      attempt,
      from: after === undefined ? from : after + 1,
      tail: after === undefined ? tail : undefined,
      signal,
    }),
  );
}

const ofOneStage = {
  stage: z.string().min(1).max(500).describe("The stage, or the instance of a matrix"),
  attempt: selectionInput.attempt.describe("Its last attempt unless said"),
};

const searchedInput = {
  q: z.string().min(1).max(1000).describe("A text, or with `regex` a regular expression of JavaScript's"),
  regex: z.boolean().default(false),
  matchCase: z.boolean().default(false),
};

const searchExecutionLogs = defineOperation({
  name: "logs.search",
  summary: "Search the logs of an execution",
  description:
    "The whole of each log is searched and every line that matches is counted, within ten seconds; `nextCursor` gives the lines after those that came.",
  input: z.strictObject({
    execution: id,
    ...searchedInput,
    ...selectionInput,
    limit: z.number().int().min(1).max(1000).default(100).describe("Lines to give at most"),
    context: z.number().int().min(0).max(10).default(0).describe("Lines to give before and after each"),
    cursor: pageInput.cursor,
  }),
  output: foundLines,
  access,
  effect: "read",
  masks: ["text", "before", "after"],
  http: { method: "GET", path: "/executions/{execution}/logs/search" },
  example: {
    input: { execution: executionId, q: "✖", stage: "test" },
    output: {
      count: 1,
      items: [logLineExample],
      logs: [{ stage: "test", instance: "test (22)", attempt: 1, count: 1 }],
      timedOut: false,
    },
  },
  handle: async ({ app, scope, signal }, { execution, ...asked }) => {
    const { values: hidden = [] } = (await app.secrets.hidden(scope)) ?? {};
    return await searchLogs(app, execution, { ...asked, pattern: patternOf(asked), signal, hidden });
  },
});

const matchLogLines = defineOperation({
  name: "logs.matches",
  summary: "List the numbers of all lines in the log of a stage that match",
  description:
    "For going through them: their texts are read where they are looked at. The count is of the whole log from `from` on, within " +
    "ten seconds; where there are more lines than `limit`, `next` goes on.",
  input: z.strictObject({
    execution: id,
    ...ofOneStage,
    ...searchedInput,
    from: position.default(1).describe("The first line to search; lines count from 1"),
    limit: z.number().int().min(1).max(100_000).default(10_000).describe("Numbers to give at most"),
  }),
  output: logMatches,
  access,
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/logs/matches" },
  example: {
    input: { execution: executionId, stage: "test (22)", q: "✖", limit: 2 },
    output: { lines: [41, 57], count: 3, next: 58, lineCount: 60, timedOut: false },
  },
  handle: async ({ app, scope, signal }, { execution, ...asked }) => {
    const { values: hidden = [] } = (await app.secrets.hidden(scope)) ?? {};
    return await matchLines(app, execution, { ...asked, pattern: patternOf(asked), signal, hidden });
  },
});

const readLogMarks = defineOperation({
  name: "logs.marks",
  summary: "List the groups, errors, warnings and notices in the log of a stage",
  description: "Those that its steps marked with workflow commands, such as `::group::` and `::error::`.",
  input: z.strictObject({
    execution: id,
    ...ofOneStage,
  }),
  output: logMarks,
  access,
  effect: "read",
  masks: ["text"],
  http: { method: "GET", path: "/executions/{execution}/logs/marks" },
  example: {
    input: { execution: executionId, stage: "test (22)" },
    output: {
      items: [
        { line: 3, kind: "group", text: "Install" },
        { line: 28, kind: "endgroup", text: "" },
        { line: 41, kind: "error", text: "expected 3, received 4" },
      ],
      leftOut: 0,
      attempt: 1,
      lineCount: 60,
      ended: true,
    },
  },
  handle: async ({ app, signal }, { execution, ...selection }) =>
    await readMarks(app, execution, { ...selection, signal }),
});

const readRawLogs = defineOperation({
  name: "logs.raw",
  summary: "Get the log of an execution, or of one of its stages, byte for byte",
  description:
    "What belongs to a secret that is set now stands as `*`, byte by byte, so that places stay what they are.",
  input: z.strictObject({
    execution: id,
    ...selectionInput,
    range: z.string().max(200).optional().describe("One part, such as `bytes=0-999`"),
  }),
  output: z.unknown(),
  access,
  effect: "read",
  http: {
    method: "GET",
    path: "/executions/{execution}/logs/raw",
    headers: { range: "range" },
    answers: ["bytes"],
  },
  example: { input: { execution: executionId, stage: "test (22)" } },
  handle: async ({ app, scope, signal }, { execution, ...query }): Promise<ByteAnswer> =>
    await rawLogs(app, execution, { ...query, signal, masker: (await app.secrets.hidden(scope))?.masker }),
});

const event = z.looseObject({ seq: z.number().int(), at: time, type: z.string(), executionId: id });

const readEvents = defineOperation({
  name: "executions.events",
  summary: "Read or follow the events of an execution",
  description:
    "The events are those of docs/events.md. A stream has an event `event` for each of them, and `complete` at the end; an artifact that is uploaded after that is told when the events are read again.",
  input: z.strictObject({
    execution: id,
    from: position.default(1).describe("The first one, by `seq`"),
    limit: z.number().int().min(1).max(5000).default(500),
    ...streamInput,
  }),
  output: z.object({
    items: z.array(event),
    next: z.number().int().optional().describe("`from` of the next page; absent at the end of what there is"),
    ended: z.boolean().describe("No events will come any more, but for artifacts that are uploaded"),
  }),
  access,
  effect: "read",
  masks: ["name", "message", "title", "markdown", "value", "outputs"],
  http: { method: "GET", path: "/executions/{execution}/events", headers: streamHeaders, answers: ["events"] },
  example: {
    input: { execution: executionId },
    output: {
      items: [{ seq: 1, at: "2026-11-21T09:30:00.000Z", type: "execution.started", executionId }],
      ended: false,
    },
  },
  handle: async ({ app, signal }, { execution, from, limit, ...stream }) => {
    if (isStream(stream)) {
      const after = stream.lastEventId === undefined ? undefined : numberOf(stream.lastEventId);
      return new EventAnswer(followEvents(app, execution, { from: after === undefined ? from : after + 1, signal }));
    }
    const ended = await hasEnded(app, execution);
    const found = await app.store.executions.events(execution, from);
    const items = found.slice(0, limit).map((each) => z.parse(event, publicEvent(each)));
    return { items, ...(found.length > limit ? { next: from + limit } : {}), ended };
  },
});

export const logOperations = [
  readExecutionLogs,
  readLatestLogs,
  searchExecutionLogs,
  matchLogLines,
  readLogMarks,
  readRawLogs,
  readEvents,
] as const;

function isStream({
  follow,
  accept = "",
}: {
  readonly follow: boolean;
  readonly accept?: string | undefined;
}): boolean {
  return follow || /\btext\/event-stream\b/i.test(accept);
}

/** Throws `invalid-input` for an id that no stream gave. */
function numberOf(lastEventId: string): number {
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw wrongField("lastEventId", "not an id that this stream gave", "send the last `id` that it gave, or none");
}
