import { notFound } from "@headrace/app";
import { z } from "zod";
import type { Ask } from "../ask.ts";
import type { AgentTool } from "./agent-tool.ts";
import { operationOf } from "./operation-of.ts";
import { failure, trimFailures } from "./trim-failures.ts";

/** Executions of the same pipeline and branch before it that are looked at. */
const looksBack = 5;

const row = z.object({ id: z.string(), number: z.number(), outcome: z.string().optional(), commit: z.string() });
const rows = z.object({ items: z.array(row) });
const stages = z.array(z.object({ instance: z.string(), outcome: z.string().optional(), allowed: z.boolean() }));
const whole = row.extend({
  branch: z.string(),
  createdAt: z.string(),
  pipeline: z.object({ id: z.string().optional(), name: z.string() }),
  stages,
});
const summary = z.looseObject({
  failures: z.array(failure),
  changes: z
    .looseObject({
      between: z.looseObject({ commits: z.array(z.unknown()), files: z.array(z.unknown()) }).optional(),
      stages: z.array(z.looseObject({ changed: z.boolean() })),
      tests: z.looseObject({ newlyFailing: z.array(z.looseObject({})), fixed: z.array(z.unknown()) }),
    })
    .optional(),
});

/** Bytes of the whole answer: what a person would look at first, within some 2,000 tokens. */
const mostBytes = 7_500;
/** And of the failures in it. */
const failureBytes = 4_000;
/** Commits and files that are named; their counts stand beside them. */
const mostChanges = 10;

const told = operationOf("executions.failure-summary").output;

const output = z.object({
  execution: z.object({
    id: z.string(),
    pipeline: z.string(),
    number: z.number(),
    branch: z.string(),
    commit: z.string(),
    createdAt: z.string(),
  }),
  ...(told instanceof z.ZodObject ? told.shape : {}),
  failuresLeftOut: z.number(),
  earlier: z.array(row).describe("Of the same pipeline and branch, newest first"),
  failedLikeThis: z.string().optional().describe("The newest earlier failure, where the same stages failed in it"),
});

/** One call for what a person would look at first. */
export const failureSummary: AgentTool = {
  name: "failure_summary",
  title: "Say why an execution failed",
  toolset: "diagnose",
  description:
    "Begin here when something failed: failed stages, the failing lines, failed tests, what changed since the last success, and whether it failed like this before. Without `execution` it takes the newest that failed, of the pipeline or branch that is named.",
  input: z.strictObject({
    execution: z.string().optional().describe("Its id"),
    pipeline: z.string().optional().describe("Its id; without `execution`"),
    branch: z.string().optional().describe("Without `execution`"),
  }),
  output,
  example: { branch: "main" },
  effect: "read",
  mostBytes,
  async call(ask, { execution, ...filter }, { signal }) {
    const id = typeof execution === "string" ? execution : await newestFailed(ask, filter, signal);
    const [failed, why] = await Promise.all([
      ask("executions.get", { execution: id }, signal).then((answer) => whole.parse(answer)),
      ask("executions.failure-summary", { execution: id }, signal).then((answer) => summary.parse(answer)),
    ]);
    const { pipeline, number, branch, commit, createdAt } = failed;
    const earlier = await earlierThan(ask, failed, signal);
    const before = earlier.find(({ outcome }) => outcome !== "success" && outcome !== undefined);
    const alike = before !== undefined && (await failedAlike(ask, { failed, before: before.id }, signal));
    return {
      execution: { id, pipeline: pipeline.name, number, branch, commit, createdAt },
      ...why,
      ...trimFailures(why.failures, failureBytes),
      ...(why.changes === undefined ? {} : { changes: fewChanges(why.changes) }),
      earlier,
      ...(alike ? { failedLikeThis: before.id } : {}),
    };
  },
};

type Changes = NonNullable<z.infer<typeof summary>["changes"]>;

/** What is the same says nothing, and why a test fails stands with its failure. */
function fewChanges({ between, stages, tests, ...rest }: Changes): Readonly<Record<string, unknown>> {
  const few = <Item>(items: readonly Item[]): readonly Item[] => items.slice(0, mostChanges);
  return {
    ...rest,
    ...(between === undefined
      ? {}
      : { between: { ...between, commits: few(between.commits), files: few(between.files) } }),
    stages: few(stages.filter(({ changed }) => changed)),
    tests: {
      ...tests,
      newlyFailing: few(tests.newlyFailing).map(({ message: _, ...test }) => test),
      fixed: few(tests.fixed),
    },
  };
}

async function newestFailed(ask: Ask, filter: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<string> {
  const { items } = rows.parse(await ask("executions.list", { ...filter, outcome: "failed", limit: 1 }, signal));
  const [newest] = items;
  if (newest === undefined) throw notFound("failed execution", String(filter.branch ?? filter.pipeline ?? ""));
  return newest.id;
}

async function earlierThan(
  ask: Ask,
  { id, pipeline, branch, number }: z.infer<typeof whole>,
  signal: AbortSignal,
): Promise<readonly z.infer<typeof row>[]> {
  if (pipeline.id === undefined) return [];
  // One of a tag, or of a directory without commits, has no branch.
  const filter = { pipeline: pipeline.id, ...(branch === "" ? {} : { branch }) };
  const found = await ask("executions.list", { ...filter, limit: 50 }, signal);
  return rows
    .parse(found)
    .items.filter((each) => each.id !== id && each.number < number)
    .slice(0, looksBack);
}

async function failedAlike(
  ask: Ask,
  { failed, before }: { readonly failed: z.infer<typeof whole>; readonly before: string },
  signal: AbortSignal,
): Promise<boolean> {
  const other = whole.parse(await ask("executions.get", { execution: before }, signal));
  const of = (list: z.infer<typeof stages>): string =>
    list
      .filter(
        ({ outcome, allowed }) => outcome !== undefined && outcome !== "success" && outcome !== "skipped" && !allowed,
      )
      .map(({ instance }) => instance)
      .toSorted()
      .join("\n");
  return of(other.stages) === of(failed.stages);
}
