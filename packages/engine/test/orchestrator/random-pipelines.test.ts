import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProcessExecutor, type Executor } from "@headrace/engine";
import { createDummyExecutor } from "@headrace/engine/dummy";
import { type ExecutionState, initialState, reduce, stagesOf } from "@headrace/execution";
import { openProject, type Project, parseDefinition, planRun } from "@headrace/library/project";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A stage of a random pipeline; its needs are stages before it. */
interface Sketch {
  readonly needs: readonly number[];
  readonly when: Condition;
  /** How each attempt ends; the last one stands for all that follow. */
  readonly exits: readonly number[];
  readonly attempts: number;
  readonly allowFailure: boolean | readonly number[];
}

const conditions = ["none", "always()", "failure()", "success() || failure()", "!cancelled()", "1 == 2"] as const;
type Condition = (typeof conditions)[number];

const sketches = fc.array(
  fc.record({
    needs: fc.array(fc.nat(7), { maxLength: 3 }),
    when: fc.oneof({ weight: 2, arbitrary: fc.constant<Condition>("none") }, fc.constantFrom(...conditions)),
    exits: fc.array(fc.constantFrom(0, 0, 2, 3), { minLength: 1, maxLength: 3 }),
    attempts: fc.integer({ min: 1, max: 3 }),
    allowFailure: fc.constantFrom<boolean | readonly number[]>(false, false, true, [2]),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What became of a stage: `3/failed/3` failed with exit code 3 in its third attempt. */
type Ends = Readonly<Record<string, string>>;

function needsOf({ needs }: Sketch, index: number): readonly number[] {
  return index === 0 ? [] : [...new Set(needs.map((need) => need % index))];
}

/** The rules of the language, applied one stage after another, with nothing of the engine. */
function expected(stages: readonly Sketch[]): Ends {
  const ends: Record<string, string> = {};
  const results: ("success" | "failure" | "skipped")[] = [];
  const ancestors: ReadonlySet<number>[] = [];
  for (const [index, stage] of stages.entries()) {
    const needs = needsOf(stage, index);
    const above = new Set(needs.flatMap((need) => [need, ...(ancestors[need] ?? [])]));
    ancestors.push(above);
    const success = [...above].every((each) => results[each] === "success");
    const failure = [...above].some((each) => results[each] === "failure");
    const holds = {
      none: success,
      "always()": true,
      "failure()": failure,
      "success() || failure()": success || failure,
      "!cancelled()": true,
      "1 == 2": false,
    }[stage.when];
    if (!holds) {
      results.push("skipped");
      ends[`s${index}`] = "0/skipped/none";
      continue;
    }
    const tries = Array.from({ length: stage.attempts }, (_, attempt) => exitOf(stage, attempt + 1));
    const firstGood = tries.indexOf(0);
    const attempt = firstGood === -1 ? stage.attempts : firstGood + 1;
    const exit = exitOf(stage, attempt);
    const { allowFailure } = stage;
    const allowed = typeof allowFailure === "boolean" ? allowFailure : allowFailure.includes(exit);
    results.push(exit === 0 || allowed ? "success" : "failure");
    ends[`s${index}`] = `${attempt}/${exit === 0 ? "success" : "failed"}/${exit}`;
  }
  return { ...ends, execution: results.includes("failure") ? "failed" : "success" };
}

function exitOf({ exits }: Sketch, attempt: number): number {
  return exits[Math.min(attempt, exits.length) - 1] ?? 0;
}

interface Way {
  readonly project: Project;
  /** How this executor's scripts say it. */
  exits(stage: Sketch): string;
  readonly wait: string;
}

interface Run {
  readonly stages: readonly Sketch[];
  readonly concurrency: number;
  readonly failFast: boolean;
  /** The stage at whose start the execution is cancelled; it would run for a minute. */
  readonly cancelAt: number | null;
}

function textOf({ project: _, ...way }: Way, { stages, failFast, cancelAt }: Run): string {
  return JSON.stringify({
    name: "random",
    failFast,
    stages: Object.fromEntries(
      stages.map((stage, index) => [
        `s${index}`,
        {
          needs: needsOf(stage, index).map((need) => `s${need}`),
          ...(stage.when === "none" ? {} : { when: `\${{ ${stage.when} }}` }),
          retry: { attempts: stage.attempts, on: ["failed"], backoff: "0s" },
          allowFailure:
            typeof stage.allowFailure === "boolean" ? stage.allowFailure : { exitCodes: stage.allowFailure },
          steps: [{ run: index === cancelAt ? way.wait : way.exits(stage) }],
        },
      ]),
    ),
  });
}

async function ends(way: Way, run: Run): Promise<Ends> {
  const { project } = way;
  const text = textOf(way, run);
  const { pipeline } = await parseDefinition({ path: "random.json", text }, { directory: project.directory });
  if (pipeline === null) throw new Error(`not a pipeline: ${text}`);
  const { plan } = await planRun(project, { pipeline, concurrency: run.concurrency });
  const handle = await project.orchestrator.start({
    plan,
    source: text,
    sourcePath: "random.json",
    projectDirectory: project.directory,
    secrets: new Map(),
    observer: {
      event: (event) => {
        if (event.type === "stage.started" && event.stage === `s${run.cancelAt}`) handle.cancel();
      },
    },
  });
  const state = await handle.finished;
  const { events } = await project.store.journal.load(plan.executionId);
  const found = endsOf(state);
  expect(endsOf(events.reduce<ExecutionState>(reduce, initialState(plan)))).toEqual(found);
  return found;
}

function endsOf(state: ExecutionState): Ends {
  const found: Record<string, string> = { execution: state.outcome ?? state.status };
  for (const { instances } of stagesOf(state)) {
    for (const { instance, attempt, outcome, status, exitCode } of instances) {
      const ran = outcome === "success" || outcome === "failed";
      found[instance] = `${attempt}/${outcome ?? status}/${ran ? (exitCode ?? "none") : "none"}`;
    }
  }
  return found;
}

let directory = "";
let real: Way;
let dummy: Way;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "headrace-test-"));
  const open = (name: string, executor: Executor): Promise<Project> =>
    openProject({ directory, dataDirectory: join(directory, name), executor });
  real = {
    project: await open("real", createProcessExecutor({ temporaryDirectory: directory })),
    exits: (stage) =>
      `case $HEADRACE_ATTEMPT in ${[1, 2, 3].map((attempt) => `${attempt}) exit ${exitOf(stage, attempt)};;`).join(" ")} esac`,
    wait: "sleep 60 & sleep 60",
  };
  dummy = {
    project: await open("dummy", createDummyExecutor()),
    exits: (stage) => [1, 2, 3].map((attempt) => `on-attempt ${attempt} exit ${exitOf(stage, attempt)}`).join("\n"),
    wait: "sleep 60s",
  };
});
afterAll(async () => {
  await real.project[Symbol.asyncDispose]();
  await dummy.project[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

test("random pipelines end with real shells as the language says, and as with the dummy executor", async () => {
  await fc.assert(
    fc.asyncProperty(sketches, fc.integer({ min: 1, max: 4 }), async (stages, concurrency) => {
      const run: Run = { stages, concurrency, failFast: false, cancelAt: null };
      const wanted = expected(stages);
      expect(await ends(dummy, run)).toEqual(wanted);
      expect(await ends(real, run)).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});

test("cancelled or given up at the first failure, they end alike with real shells and the dummy executor", async () => {
  await fc.assert(
    fc.asyncProperty(sketches, fc.boolean(), fc.nat(7), async (stages, failFast, place) => {
      // One at a time: what had begun when the cancel came would otherwise be a matter of chance.
      const cancelAt = failFast ? null : place % stages.length;
      // A stage with `always()` is not stopped by a cancel, and this one would run on for a minute.
      const stoppable = stages.map((stage, index): Sketch => (index === cancelAt ? { ...stage, when: "none" } : stage));
      const run: Run = { stages: stoppable, concurrency: 1, failFast, cancelAt };
      expect(await ends(real, run)).toEqual(await ends(dummy, run));
    }),
    { numRuns: 30 },
  );
});
