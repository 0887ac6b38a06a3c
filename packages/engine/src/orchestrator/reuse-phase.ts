import { type EventBody, instanceOf, needsContext, type StageReused, scopeOf } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import { artifactStored } from "./artifact-stored.ts";
import { type AttemptReference, type Execution, stageNamed } from "./execution.ts";
import { withOutside } from "./outside.ts";
import { evaluateVariables } from "./variables.ts";

/**
 * Takes the artifacts and test results of an earlier result into this execution, so that everything
 * that reads them finds them here. Gives the events that belong to them.
 * Throws `blob-missing` when an artifact's content is gone.
 */
export async function adoptResults(
  execution: Execution,
  reused: Pick<StageReused, "stage" | "instance" | "from">,
): Promise<readonly EventBody[]> {
  const { catalog, blobs, ids, clock } = execution.services;
  const { executionId } = execution.plan;
  const { stage, instance, from } = reused;
  const own = { executionId, stage, instance, attempt: 0 };
  const reference = { stage, instance, attempt: 0 };
  const events: EventBody[] = [];
  for (const row of await catalog.artifacts(from.executionId)) {
    if (row.instance !== from.instance) continue;
    if (!(await blobs.has(row.digest))) {
      throw new HeadraceError(
        "blob-missing",
        `artifact "${row.name}" of ${from.instance} is gone from the data directory`,
        {
          mend: "run the whole pipeline again, without taking over earlier results",
        },
      );
    }
    await catalog.addArtifact({ ...row, ...own, id: ids.next(), createdAt: clock.now() });
    events.push(artifactStored(reference, row));
  }
  const tests = (await catalog.tests(from.executionId)).filter((row) => row.instance === from.instance);
  if (tests.length === 0) return events;
  await catalog.addTests(tests.map((row) => ({ ...row, ...own })));
  const counts = { passed: 0, failed: 0, skipped: 0, flaky: 0, durationMs: 0 };
  for (const row of tests) {
    counts[row.outcome] += 1;
    counts.durationMs += row.durationMs;
  }
  return [...events, { type: "tests.reported", ...reference, total: tests.length, ...counts }];
}

/** A stage told apart from all that are not equal to it, and the events that take over an equal one's result. */
export interface ReuseCheck {
  /** Taken before the stage runs: a stage may change its own inputs. */
  readonly fingerprint: string;
  /** Null when there is no result that still stands. */
  readonly events: readonly EventBody[] | null;
}

/**
 * Looks for the result of an equal stage that succeeded before. Equal means: same definition, values it reads, inputs, artifacts, platform
 * and trust scope (language.md, Reuse).
 */
export async function findReusable(execution: Execution, reference: AttemptReference): Promise<ReuseCheck> {
  const fingerprint = await fingerprintFor(execution, reference);
  const row = await execution.services.catalog.findReusable(fingerprint);
  if (row === null) return { fingerprint, events: null };
  const { stage, instance } = reference;
  const { executionId, outputs } = row;
  const body: StageReused = {
    type: "stage.reused",
    stage,
    instance,
    from: { executionId, instance: row.instance },
    why: "inputs",
    outputs,
  };
  try {
    return { fingerprint, events: [...(await adoptResults(execution, body)), body] };
  } catch (error) {
    // A result whose artifacts are gone does not stand; the stage runs and makes them again.
    if (error instanceof HeadraceError && error.code === "blob-missing") return { fingerprint, events: null };
    throw error;
  }
}

/** Remembers a success, so that an equal stage need not run again. */
export async function rememberResult(
  execution: Execution,
  reference: AttemptReference,
  result: { readonly fingerprint: string; readonly outputs: Readonly<Record<string, string>> },
): Promise<void> {
  const { stage, instance } = reference;
  const matrix = instanceOf(execution.scribe.state, stage, instance)?.matrix;
  await execution.services.catalog.addReusable({
    ...result,
    executionId: execution.plan.executionId,
    stage,
    instance,
    ...(matrix === undefined ? {} : { matrix }),
    createdAt: execution.services.clock.now(),
  });
}

/** Never for a stage that delivers to an environment. */
export function mayBeReused(execution: Execution, stage: string): boolean {
  const { reuse, environment } = stageNamed(execution, stage);
  return reuse !== undefined && environment === undefined && execution.options.cache;
}

async function fingerprintFor(execution: Execution, reference: AttemptReference): Promise<string> {
  const { plan, scribe, services, projectDirectory, trees } = execution;
  const root = trees === undefined ? projectDirectory : await trees.readable();
  const stage = stageNamed(execution, reference.stage);
  const exclude = [services.dataDirectory];
  const variables = await withOutside(execution, (outside) => ({
    ...plan.inherited,
    ...evaluateVariables(
      { ...plan.pipeline.variables, ...stage.variables, ...plan.variables },
      scopeOf(scribe.state, reference.stage, reference.instance, outside),
    ),
    ...readFromOutside(execution, reference.stage),
  }));
  const matrix = instanceOf(scribe.state, reference.stage, reference.instance)?.matrix;
  const artifacts = await services.catalog.artifacts(plan.executionId);
  const { currentPlatform, fingerprintOf, inputsDigest } = await import("../reuse/index.ts");
  return fingerprintOf({
    definition: stage,
    ...(matrix === undefined ? {} : { matrix }),
    variables,
    parameters: plan.parameters,
    inputs: await inputsDigest({ root, patterns: stage.reuse?.inputs ?? [], exclude }),
    artifacts: artifacts.filter((row) =>
      stage.needs.some((need) => need.stage === row.stage && need.artifacts !== false),
    ),
    platform: currentPlatform(),
    trustScope: plan.event === "pull_request" ? "pullRequest" : "own",
  });
}

/** What the stage's expressions read beside variables and parameters: contexts are taken whole where they are named. */
function readFromOutside(execution: Execution, id: string): Record<string, string> {
  const { plan, scribe } = execution;
  const text = JSON.stringify(stageNamed(execution, id));
  const reads = (context: string): boolean => new RegExp(`\\$\\{\\{[^}]*\\b${context}\\b`, "i").test(text);
  const { changedFiles: _, ...git } = plan.git;
  return {
    ...(reads("git") ? { "context git": JSON.stringify(git) } : {}),
    ...(reads("execution") ? { "context execution": plan.executionId } : {}),
    ...(reads("needs") ? { "context needs": JSON.stringify(needsContext(scribe.state, id)) } : {}),
  };
}
