import { arch, platform } from "node:os";
import { scopeOf } from "@headrace/execution";
import { createGlob, evaluateGlob, hasExpression, type Scope } from "@headrace/pipeline";
import type { WorkingAttempt } from "./attempt.ts";
import type { Progress } from "./progress.ts";
import { type HashFiles, withFileHashes } from "./with-file-hashes.ts";

/** What expressions may read beside what is known before the stage starts. */
export interface ScopeAdditions {
  readonly progress: Progress;
  /** Variables that are not the attempt's own: those of the step at hand. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Only where language.md allows secrets: in `variables` and in inputs declared secret. */
  readonly secrets?: ReadonlyMap<string, string>;
}

/**
 * Evaluates keys of the stage's start, of its steps and of its end. `evaluate` may be called again
 * (see {@link withFileHashes}) and must do nothing else.
 */
export function evaluateIn<Value>(
  attempt: WorkingAttempt,
  additions: ScopeAdditions,
  evaluate: (scope: Scope) => Value,
): Promise<Value> {
  const { plan, stage, instance, workspace, lifetimes } = attempt;
  const { progress, variables, secrets } = additions;
  const tree = { root: workspace.root, exclude: [attempt.services.dataDirectory] };
  const failed = progress.outcome !== "success" && progress.outcome !== "cancelled";
  const build = (hashFiles: HashFiles): Scope => {
    const base = scopeOf(attempt.state(), stage.id, instance.instance, {
      hashFiles,
      changed: (...patterns) => plan.git.changedFiles.some(createGlob(patterns)),
    });
    return {
      contexts: {
        ...base.contexts,
        stage: {
          id: stage.id,
          name: stage.name,
          instance: instance.instance,
          attempt: attempt.number,
          workspace: workspace.root,
          outcome: progress.outcome,
          tests: progress.tests,
        },
        runner: { os: platform(), arch: arch(), workspace: workspace.root },
        steps: progress.steps,
        env: { ...progress.variables, ...variables },
        ...(secrets === undefined ? {} : secretContexts(attempt, secrets)),
      },
      functions: {
        ...base.functions,
        success: () => progress.outcome === "success",
        failure: () => failed,
        cancelled: () => lifetimes.stopped === "cancelled",
      },
    };
  };
  return withFileHashes(tree, (hashFiles) => {
    // Most texts hold no expression, and then nobody asks for what one could read.
    let scope: Scope | undefined;
    const built = (): Scope => {
      scope ??= build(hashFiles);
      return scope;
    };
    return evaluate({
      get contexts() {
        return built().contexts;
      },
      get functions() {
        return built().functions;
      },
    });
  });
}

/** Patterns with their expressions evaluated; a value is data, and its wildcards are none. */
export async function evaluateGlobs(
  attempt: WorkingAttempt,
  progress: Progress,
  patterns: readonly string[],
): Promise<readonly string[]> {
  if (!patterns.some(hasExpression)) return patterns;
  return await evaluateIn(attempt, { progress }, (scope) => patterns.map((pattern) => evaluateGlob(pattern, scope)));
}

/** `secrets`, and `params` with the parameters of type secret, which are no part of the stored plan. */
function secretContexts(
  { plan, stage, secretSource }: WorkingAttempt,
  secrets: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const secretParameters = plan.pipeline.parameters.filter(({ type }) => type === "secret");
  const given = secretParameters.map(({ name }) => [name, secrets.get(name) ?? ""]);
  // Where a source decides who gets what, a stage reads what it names: what others were given is only masked.
  const readable =
    secretSource === undefined ? [...secrets] : [...secrets].filter(([name]) => stage.secrets.includes(name));
  return {
    secrets: Object.fromEntries(readable),
    ...(given.length === 0 ? {} : { params: { ...plan.parameters, ...Object.fromEntries(given) } }),
  };
}
