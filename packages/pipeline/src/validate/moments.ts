/** When a key is evaluated: the rows of the language's table of expressions. */
export type Moment = "planning" | "settled" | "start" | "step" | "end";

const planning = ["params", "vars", "git", "pipeline", "execution"];
const settled = [...planning, "needs", "matrix"];
const start = [...settled, "stage", "runner"];
const step = [...start, "steps", "env"];

/** The contexts there are at each moment. `secrets` comes with the key, not with the moment. */
export const contextsAt: Readonly<Record<Moment, readonly string[]>> = { planning, settled, start, step, end: step };

/** What each moment is called in a message. */
export const momentNames: Readonly<Record<Moment, string>> = {
  planning: "when the execution is planned",
  settled: "when the stage's needs are settled",
  start: "when the stage starts",
  step: "when the step runs",
  end: "when the stage ends",
};

/** The contexts of the language. */
export const contextNames = [...step, "secrets"];

/** Contexts whose members are fixed, with their members. */
export const fixedMembers: Readonly<Record<string, readonly string[] | undefined>> = {
  git: ["branch", "commit", "tag", "message", "author", "targetBranch", "pullRequest", "changedFiles"],
  pipeline: ["name"],
  execution: ["id", "number", "event", "url"],
  stage: ["id", "name", "instance", "attempt", "workspace", "outcome", "tests"],
  runner: ["os", "arch", "workspace"],
};
