import type { TestRow } from "@headrace/engine";
import {
  type ExecutionPlan,
  type ExecutionState,
  type InstanceState,
  initialState,
  reduce,
  stagesOf,
} from "@headrace/execution";
import { canonicalJson } from "@headrace/pipeline";
import { diffPipelines } from "@headrace/pipeline/diff";
import { z } from "zod";
import type { App } from "../app.ts";
import { mostCommitsBetween } from "../runs/sources/sources.ts";
import { id, time, timeOf } from "../values/fields.ts";

/** Test cases, and files, that are listed by name; of more only the number is told. */
const mostListed = 200;

const side = z.object({
  id,
  number: z.number().int(),
  outcome: z.string().optional(),
  branch: z.string(),
  commit: z.string(),
  message: z.string().describe("Of the commit"),
  author: z.string(),
});
const stageSide = z.object({ outcome: z.string().optional(), durationMs: z.number().optional() });
const fieldChange = z.object({
  kind: z.enum(["added", "removed", "changed"]),
  path: z.array(z.union([z.string(), z.number()])).readonly(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
const between = z.object({
  commits: z
    .array(z.object({ commit: z.string(), author: z.string(), subject: z.string(), committedAt: time }))
    .describe(`Those that only the later one has, the newest first; ${mostCommitsBetween} at most`),
  commitCount: z.number().int().describe("All of them"),
  files: z.array(z.string()).describe(`That differ, sorted; ${mostListed} at most`),
  fileCount: z.number().int().describe("All of them"),
});

const testName = z.object({
  instance: z.string(),
  suite: z.string(),
  name: z.string(),
  message: z.string().optional(),
});

export const comparison = z.object({
  before: side,
  after: side,
  sameCommit: z.boolean(),
  between: between.optional().describe("What lies between the two commits; absent where git does not know both here"),
  definition: z.object({
    same: z.boolean(),
    pipeline: z.array(fieldChange),
    stages: z.array(
      z.object({
        kind: z.enum(["added", "removed", "renamed", "changed"]),
        stage: z.string(),
        before: z.string().optional(),
        changes: z.array(fieldChange).readonly().optional(),
      }),
    ),
  }),
  parameters: z
    .array(z.object({ name: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
    .describe("Those whose values differ; secrets are not among them"),
  stages: z
    .array(
      z.object({
        instance: z.string(),
        before: stageSide.optional(),
        after: stageSide.optional(),
        changed: z.boolean().describe("It ended differently, or is only in one of the two"),
      }),
    )
    .describe("All of both, those whose outcomes differ first"),
  tests: z.object({
    newlyFailing: z.array(testName),
    fixed: z.array(testName),
    added: z.number().int(),
    removed: z.number().int(),
  }),
});
export type Comparison = z.input<typeof comparison>;

interface Loaded {
  readonly plan: ExecutionPlan;
  readonly state: ExecutionState;
  readonly tests: readonly TestRow[];
}

/** How two executions differ. Both may be seen: that is looked at before. */
export async function compareExecutions(app: App, before: string, after: string): Promise<Comparison> {
  const [one, other] = [await load(app, before), await load(app, after)];
  const diff = diffPipelines(one.plan.pipeline, other.plan.pipeline);
  return {
    before: sideOf(one),
    after: sideOf(other),
    sameCommit: one.plan.git.commit === other.plan.git.commit,
    ...(await commitsBetween(app, one.plan, other.plan)),
    definition: { same: diff.same, pipeline: [...diff.pipeline], stages: [...diff.stages] },
    parameters: changedParameters(one.plan.parameters, other.plan.parameters),
    stages: compareStages(one.state, other.state),
    tests: compareTests(one, other),
  };
}

/** Both are of one repository, or nothing lies between them. */
async function commitsBetween(
  { tables, sources }: App,
  before: ExecutionPlan,
  after: ExecutionPlan,
): Promise<Pick<Comparison, "between">> {
  const rows = await tables
    .selectFrom("repositories")
    .innerJoin("execution_links", "execution_links.repository_id", "repositories.id")
    .selectAll("repositories")
    .where("execution_links.execution_id", "in", [before.executionId, after.executionId])
    .execute();
  const [repository, ...others] = rows;
  const isOne = others.every(({ id }) => id === repository?.id);
  if (repository === undefined || !isOne || others.length === 0) return {};
  const found = await sources.between(repository, before.git.commit, after.git.commit);
  if (found === null) return {};
  return {
    between: {
      commits: found.commits.map(({ committedAt, ...commit }) => ({ ...commit, committedAt: timeOf(committedAt) })),
      commitCount: found.count,
      files: found.files.slice(0, mostListed),
      fileCount: found.files.length,
    },
  };
}

async function load(app: App, executionId: string): Promise<Loaded> {
  const { plan, events } = await app.store.journal.load(executionId);
  const state = events.reduce<ExecutionState>(reduce, initialState(plan));
  return { plan, state, tests: await app.store.catalog.tests(executionId) };
}

function sideOf({ plan, state }: Loaded): Comparison["before"] {
  const { branch, commit, message, author } = plan.git;
  return {
    id: plan.executionId,
    number: plan.number,
    ...(state.outcome === undefined ? {} : { outcome: state.outcome }),
    branch,
    commit,
    message,
    author,
  };
}

function changedParameters(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Comparison["parameters"] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort().flatMap((name) => {
    const [old, now] = [own(before, name), own(after, name)];
    if (canonicalJson(old ?? null) === canonicalJson(now ?? null)) return [];
    return [{ name, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) }];
  });
}

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function compareStages(before: ExecutionState, after: ExecutionState): Comparison["stages"] {
  const [old, now] = [instancesOf(before), instancesOf(after)];
  const all = [...new Set([...now.keys(), ...old.keys()])].map((instance) => {
    const [one, other] = [old.get(instance), now.get(instance)];
    return {
      instance,
      ...(one === undefined ? {} : { before: stageSideOf(one) }),
      ...(other === undefined ? {} : { after: stageSideOf(other) }),
      changed: one === undefined || other === undefined || one.outcome !== other.outcome,
    };
  });
  return [...all.filter(({ changed }) => changed), ...all.filter(({ changed }) => !changed)];
}

function instancesOf(state: ExecutionState): ReadonlyMap<string, InstanceState> {
  const instances = [...stagesOf(state)].flatMap((stage) => stage.instances);
  return new Map(instances.map((instance) => [instance.instance, instance]));
}

function stageSideOf({ outcome, durationMs }: InstanceState): z.input<typeof stageSide> {
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

function compareTests(before: Loaded, after: Loaded): Comparison["tests"] {
  const [old, now] = [lastTests(before), lastTests(after)];
  const failed = (row: TestRow | undefined): boolean => row?.outcome === "failed";
  const newlyFailing = [...now].filter(([key, row]) => failed(row) && !failed(old.get(key)));
  const fixed = [...now].filter(([key, row]) => row.outcome === "passed" && failed(old.get(key)));
  return {
    newlyFailing: newlyFailing.slice(0, mostListed).map(([, row]) => testNameOf(row)),
    fixed: fixed.slice(0, mostListed).map(([, row]) => testNameOf(row)),
    added: [...now.keys()].filter((key) => !old.has(key)).length,
    removed: [...old.keys()].filter((key) => !now.has(key)).length,
  };
}

/** Of the last attempt of each instance; of several cases of one name the worst stands. */
function lastTests({ state, tests }: Loaded): ReadonlyMap<string, TestRow> {
  const instances = instancesOf(state);
  const found = new Map<string, TestRow>();
  for (const row of tests) {
    if (instances.get(row.instance)?.attempt !== row.attempt) continue;
    const key = JSON.stringify([row.instance, row.suite, row.name]);
    if (found.get(key)?.outcome !== "failed") found.set(key, row);
  }
  return found;
}

function testNameOf({ instance, suite, name, message }: TestRow): z.input<typeof testName> {
  return { instance, suite, name, ...(message === undefined ? {} : { message }) };
}
