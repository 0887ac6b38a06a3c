import type { ModelPath, Step } from "@headrace/pipeline";
import { conditionOf, mayHoldAfterFailure } from "./conditions.ts";
import { outputVariable } from "./outputs.ts";
import { isSimpleCommand, quoteWord } from "./shell.ts";
import type { Place } from "./values.ts";
import { scriptOf, wordOf } from "./words.ts";

/** How a step's program is given its script as one word. */
const programs: Readonly<Record<string, string | undefined>> = {
  sh: "sh -ec",
  bash: "bash --noprofile --norc -eo pipefail -c",
  python: "python3 -c",
  node: "node -e",
};

/**
 * One step as a command of Bitbucket's shell. It runs in a shell of its own, as here: what it sets, where it goes and
 * how it exits is not seen by the next. Undefined for one that never runs there.
 */
export function commandOf(step: Step, place: Place, path: ModelPath): string | undefined {
  const condition = step.when === undefined ? undefined : conditionOf(step.when, place);
  if (condition?.kind === "known" && !condition.value) {
    place.notes.add("left-out", {
      path,
      message: `The step "${step.name}" runs only after a failure or a cancel, where Bitbucket runs no further step.`,
      mend: "Move it to `afterSteps`, which Bitbucket runs whatever happened.",
    });
    return undefined;
  }
  if (!place.isAfter && mayHoldAfterFailure(step.when)) {
    place.notes.add("changed", {
      path: [...path, "when"],
      message: `The step "${step.name}" does not run after one that failed: Bitbucket stops there.`,
      mend: "Move it to `afterSteps`, which Bitbucket runs whatever happened.",
    });
  }
  if (condition?.kind === "unknown" || (condition?.kind === "asked" && condition.changed !== undefined)) {
    place.notes.add("no-equivalent", {
      path: [...path, "when"],
      message: `The condition of the step "${step.name}" cannot be asked there, so that the step runs always.`,
      mend: "Ask it in the script itself.",
    });
  }
  const command = allowed(step, within(step, bare(step, place, path), place, path));
  const guarded =
    condition?.kind === "asked" && condition.test !== undefined
      ? `if ${condition.test}; then\n${command}\nfi`
      : command;
  const isNamed = step.name !== (step.run.trim().split("\n", 1)[0] ?? "");
  return isNamed ? `# ${step.name.replaceAll("\n", " ")}\n${guarded}` : guarded;
}

/** The script, its variables and its time. */
function bare(step: Step, place: Place, path: ModelPath): string {
  const { word, plain } = scriptOf(step.run, place, [...path, "run"]);
  const own = Object.entries(step.variables).map(
    ([name, template]) => `${name}=${wordOf(template, place, [...path, "variables", name])}`,
  );
  const variables = [...outputVariable(step), ...own];
  // Its own variables are not there yet where its command's words are read.
  const isPlain =
    step.shell === "sh" &&
    plain !== undefined &&
    isSimpleCommand(plain) &&
    (variables.length === 0 || !plain.includes("$"));
  const time = isPlain && step.timeout === undefined ? [] : timeOf(step, place, path);
  const program = programs[step.shell];
  const script = isPlain ? plain : program === undefined ? undefined : `${program} ${word}`;
  if (script !== undefined) return [...variables, ...time, script].join(" ");
  const file = '"$headrace_script"';
  const run = [...variables, ...time, step.shell, file].join(" ");
  return `headrace_script="$(mktemp)" && printf '%s\\n' ${word} > ${file} && ${run}`;
}

function timeOf({ timeout }: Step, { notes }: Place, path: ModelPath): readonly string[] {
  if (typeof timeout === "number") return ["timeout", String(Math.max(1, Math.ceil(timeout / 1000)))];
  if (timeout === undefined) return [];
  const message = "The step's time is known only in a run, and is left out.";
  notes.add("left-out", { path: [...path, "timeout"], message, mend: "Give it as a duration, such as 10m." });
  return [];
}

function within(step: Step, command: string, place: Place, path: ModelPath): string {
  const directory = step.workingDirectory ?? place.stage.workingDirectory;
  if (directory === undefined) return command;
  const where = step.workingDirectory === undefined ? ["stages", place.stage.id] : path;
  return `(cd ${wordOf(directory, place, [...where, "workingDirectory"])} && ${command})`;
}

function allowed({ allowFailure }: Pick<Step, "allowFailure">, command: string): string {
  if (allowFailure === false) return command;
  if (allowFailure === true) return `${command} || true`;
  return `${command} || ${codesTest(allowFailure.exitCodes)}`;
}

/** Succeeds where the command before ended with one of the codes, and fails otherwise. */
function codesTest(codes: readonly number[]): string {
  return `case $? in ${codes.map((code) => quoteWord(String(code))).join("|")}) true ;; *) false ;; esac`;
}

/** Commands one after the other as one whose failure is allowed. */
export function allowedTogether(
  commands: readonly string[],
  allowFailure: Exclude<Step["allowFailure"], false>,
): string {
  const body = commands.map((command) => `{\n${command}\n}`).join(" && ");
  return allowed({ allowFailure }, body);
}
