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

/** Contexts by what people call them who think of the keys of a pipeline, or of another language. */
export const contextsByOtherName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    params: ["parameters", "parameter", "inputs", "input"],
    vars: ["variables", "variable"],
    secrets: ["secret"],
    env: ["environment"],
    matrix: ["strategy", "axes"],
    needs: ["need", "dependencies", "jobs", "stages"],
    steps: ["step"],
    git: ["github", "gitlab", "bitbucket", "commit", "branch"],
    pipeline: ["workflow"],
    execution: ["run", "build"],
    stage: ["job"],
    runner: ["agent"],
  }).flatMap(([context, names]) => names.map((name) => [name, context] as const)),
);

/** Contexts whose members are fixed, with their members. */
export const fixedMembers: Readonly<Record<string, readonly string[] | undefined>> = {
  git: ["branch", "commit", "tag", "message", "author", "targetBranch", "pullRequest", "changedFiles"],
  pipeline: ["name"],
  execution: ["id", "number", "event", "url"],
  stage: ["id", "name", "instance", "attempt", "workspace", "outcome", "tests"],
  runner: ["os", "arch", "workspace"],
};
