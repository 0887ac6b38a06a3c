import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Step } from "../model/step.ts";
import type { Report } from "./finding.ts";

interface Named {
  readonly name: string;
  readonly path: ModelPath;
}

/** Names that expressions, which do not look at case, or the store could not tell apart. */
export function checkNames(pipeline: Pipeline, report: Report): void {
  const { stages, parameters } = pipeline;
  clashes(
    "stage",
    stages.map(({ id }) => ({ name: id, path: ["stages", id] })),
    report,
  );
  clashes(
    "parameter",
    parameters.map(({ name }) => ({ name, path: ["parameters", name] })),
    report,
  );
  for (const stage of stages) {
    const at = (...rest: ModelPath): ModelPath => ["stages", stage.id, ...rest];
    const named = (steps: readonly Step[], key: string): readonly Named[] =>
      steps.flatMap(({ id }, index) => (id === undefined ? [] : [{ name: id, path: at(key, index, "id") }]));
    clashes("step id", [...named(stage.steps, "steps"), ...named(stage.afterSteps, "afterSteps")], report);
    const artifacts = stage.artifacts.map(({ name }, index) => ({ name, path: at("artifacts", index, "name") }));
    clashes("artifact", artifacts, report);
    clashes(
      "output",
      Object.keys(stage.outputs).map((name) => ({ name, path: at("outputs", name) })),
      report,
    );
  }
}

function clashes(kind: string, all: readonly Named[], report: Report): void {
  if (all.length < 2) return;
  const first = new Map<string, string>();
  for (const { name, path } of all) {
    const known = first.get(name.toLowerCase());
    if (known === undefined) {
      first.set(name.toLowerCase(), name);
      continue;
    }
    const difference =
      known === name ? "is used twice" : `and "${known}" differ only in case, which expressions do not see`;
    const message = `The ${kind} "${name}" ${difference}.`;
    report({ code: "name-clash", path, message, mend: "Give one of the two another name." });
  }
}
