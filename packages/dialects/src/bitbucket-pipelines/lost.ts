import type { Pipeline, Stage } from "@headrace/pipeline";
import type { Notes } from "./notes.ts";
import type { Place } from "./values.ts";

/** What a pipeline says beside its stages and triggers, and Bitbucket has no words for. */
export function noteLostOfPipeline(pipeline: Pipeline, notes: Notes): void {
  if (pipeline.concurrency !== undefined) {
    notes.add("left-out", {
      path: ["concurrency"],
      message: "Bitbucket limits steps and not pipelines: `concurrency` is left out.",
      mend: "Give the stages that must not overlap a `concurrency` of their own.",
    });
  }
  if (pipeline.timeout !== undefined) {
    const message = "Bitbucket limits the time of steps and not of pipelines: `timeout` is left out.";
    notes.add("left-out", { path: ["timeout"], message, mend: "Give the stages a `timeout`." });
  }
  if (pipeline.notifications.length > 0) {
    const message = "Notifications are left out.";
    notes.add("left-out", { path: ["notifications"], message, mend: "Set them in the repository's settings there." });
  }
  for (const { name, type, ...parameter } of pipeline.parameters) {
    if ("pattern" in parameter || "min" in parameter || "max" in parameter) {
      const message = `Bitbucket does not check what the parameter "${name}" is given.`;
      notes.add("changed", { path: ["parameters", name], message, mend: "Check it in a script, or make it a choice." });
    }
    if (type === "secret") {
      const message = `Whoever starts the pipeline there by hand gives the secret "${name}" as plain text.`;
      notes.add("changed", {
        path: ["parameters", name],
        message,
        mend: "Make it a secured variable of the repository there.",
      });
    }
  }
}

/** What a stage says that a step cannot. */
export function noteLost({ stage, handing, notes }: Place): void {
  if (handing.has(stage.id)) {
    const message = "Outputs are handed on by a file, line by line: of a value of several lines one counts.";
    notes.add("rewritten", { path: ["stages", stage.id, "outputs"], message });
  } else if (Object.keys(stage.outputs).length > 0) {
    const message = "Outputs that no stage reads are left out, as are those of a matrix.";
    notes.add("left-out", { path: ["stages", stage.id, "outputs"], message });
  }
  for (const [key, message, mend] of lostKeys(stage)) {
    notes.add("left-out", { path: ["stages", stage.id, key], message, ...(mend === undefined ? {} : { mend }) });
  }
  const scripts = [...stage.steps, ...stage.afterSteps].map(({ run }) => run).join("\n");
  for (const name of ["HEADRACE_ENV", "HEADRACE_PATH"]) {
    if (!new RegExp(`\\b${name}\\b`).test(scripts)) continue;
    notes.add("no-equivalent", {
      path: ["stages", stage.id, "steps"],
      message: `A step hands something to the next ones by ${name}, which nobody reads there.`,
      mend: "Do both in one step.",
    });
  }
  if (/\bHEADRACE_SUMMARY\b/.test(scripts)) {
    notes.add("left-out", { path: ["stages", stage.id, "steps"], message: "Summaries are shown nowhere there." });
  }
  if (/\bHEADRACE_OUTPUT\b/.test(scripts) && /\w<<-?['"]?\w/.test(scripts)) {
    notes.add("changed", {
      path: ["stages", stage.id, "steps"],
      message: "An output of several lines is not read there.",
      mend: "Write such a value into a file, and make it an artifact.",
    });
  }
  if (stage.approval !== undefined) noteApproval(stage, notes);
}

function noteApproval({ id, approval }: Stage, notes: Notes): void {
  notes.add("changed", {
    path: ["stages", id, "approval"],
    message: "The approval becomes a manual step: anybody who may run pipelines there starts it, and once is enough.",
    mend: "Restrict who may deploy to its environment in the repository's settings there.",
  });
  if (approval?.instructions === undefined) return;
  notes.add("left-out", {
    path: ["stages", id, "approval", "instructions"],
    message: "The instructions are left out.",
  });
}

function lostKeys(stage: Stage): readonly (readonly [key: string, message: string, mend?: string])[] {
  const lost: (readonly [string, string, string?] | false)[] = [
    stage.retry.attempts > 1 && [
      "retry",
      "Bitbucket does not try a step again by itself.",
      "Repeat the command that may fail in its script.",
    ],
    stage.reports?.coverage !== undefined && ["reports", "The coverage report is left out, and so is its threshold."],
    stage.gates !== undefined && ["gates", "Quality gates are left out.", "Hold them in a script that fails."],
    stage.reuse !== undefined && ["reuse", "`reuse` is left out: the stage runs each time."],
    stage.rollback !== undefined && ["rollback", "The rollback is left out.", "Do it in `afterSteps`."],
    stage.matrix?.maxParallel !== undefined && ["matrix", "`maxParallel` is left out: all instances run at once."],
    stage.network !== undefined &&
      stage.network !== "full" && [
        "network",
        "The step reaches the whole network there.",
        "Let a self-hosted runner without one run it.",
      ],
    stage.priority !== undefined && ["priority", "The priority is left out."],
  ];
  return lost.filter((entry) => entry !== false);
}
