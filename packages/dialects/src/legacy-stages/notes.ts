import type { ModelPath, Pipeline, Stage } from "@headrace/pipeline";

/** Something a Headrace pipeline says that the legacy stages format cannot. */
export interface LegacyNote {
  readonly code: "left-out" | "changed";
  readonly path: ModelPath;
  readonly message: string;
}

/** What is lost or changed when the pipeline is printed in the legacy stages format. */
export function notesOf(pipeline: Pipeline): readonly LegacyNote[] {
  const notes: LegacyNote[] = [];
  const lose = (path: ModelPath, what: string) => notes.push({ code: "left-out", path, message: `${what} left out.` });
  if (pipeline.parameters.length > 0) lose(["parameters"], "Parameters are");
  if (pipeline.failFast) lose(["failFast"], "`failFast` is");
  if (pipeline.concurrency !== undefined) lose(["concurrency"], "`concurrency` is");
  if (pipeline.notifications.length > 0) lose(["notifications"], "Notifications are");
  for (const stage of pipeline.stages) {
    for (const [key, what] of lostKeys(stage)) lose(["stages", stage.id, key], what);
    if (stage.retry.attempts > 1) {
      const message = "A retry repeats the failed command there, and the whole stage here.";
      notes.push({ code: "changed", path: ["stages", stage.id, "retry"], message });
    }
    if (typeof stage.allowFailure === "object") {
      const message = "`allowFailure` allows any exit code there, not only those given.";
      notes.push({ code: "changed", path: ["stages", stage.id, "allowFailure"], message });
    }
    if (/\$\{\{/.test(JSON.stringify([stage.steps, stage.variables]))) {
      const message = "Expressions in `${" + "{ }}` mean nothing there, and stand as text.";
      notes.push({ code: "changed", path: ["stages", stage.id], message });
    }
  }
  return notes;
}

function lostKeys(stage: Stage): readonly (readonly [string, string])[] {
  const lost: (readonly [string, string] | false)[] = [
    stage.when !== undefined && ["when", "The condition is"],
    stage.matrix !== undefined && ["matrix", "The matrix is"],
    stage.afterSteps.length > 0 && ["afterSteps", "Steps that run whatever happened are"],
    stage.secrets.length > 0 && ["secrets", "Secrets are"],
    stage.cache.length > 0 && ["cache", "Caches are"],
    Object.keys(stage.outputs).length > 0 && ["outputs", "Outputs are"],
    stage.reports !== undefined && ["reports", "Reports are"],
    stage.gates !== undefined && ["gates", "Quality gates are"],
    stage.resources !== undefined && ["resources", "Resources are"],
    stage.reuse !== undefined && ["reuse", "`reuse` is"],
    stage.approval !== undefined && ["approval", "The approval is"],
    stage.rollback !== undefined && ["rollback", "The rollback is"],
    stage.image !== undefined && ["image", "The image is"],
    stage.services.length > 0 && ["services", "Services are"],
    stage.shell !== "sh" && ["shell", "The shell is"],
    stage.workingDirectory !== undefined && ["workingDirectory", "The working directory is"],
    stage.steps.some((step) => step.when !== undefined) && ["steps", "Conditions of steps are"],
    stage.steps.some((step) => Object.keys(step.variables).length > 0) && ["steps", "Variables of steps are"],
    stage.steps.some((step) => step.shell !== stage.shell) && ["steps", "Shells of steps are"],
  ];
  return lost.filter((entry) => entry !== false);
}
