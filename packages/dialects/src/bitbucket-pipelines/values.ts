import {
  callsOf,
  evaluateExpression,
  type MatrixValues,
  type ModelPath,
  type ParameterValues,
  type Pipeline,
  parseExpression,
  type Reference,
  referenceAt,
  referencesOf,
  type Stage,
  splitTemplate,
  textOf,
} from "@headrace/pipeline";
import type { Notes } from "./notes.ts";
import { stageOutput, stepOutput } from "./outputs.ts";
import { escapeDoubleQuoted } from "./shell.ts";

/** What an expression gives, as far as it can be told before the run. */
export type Value =
  | { readonly kind: "known"; readonly value: unknown }
  /** As it stands within double quotes of a shell. */
  | { readonly kind: "shell"; readonly text: string }
  | { readonly kind: "unknown" };

/** Where an expression stands. */
export interface Place {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  /** `test (22, postgres)` */
  readonly instance: string;
  readonly matrix: MatrixValues;
  /** The variable of each parameter. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Values of parameters that are known now; text that no shell reads takes them. */
  readonly given: ParameterValues;
  /** Whether it is started by more than hands: then parameters may lack their variables. */
  readonly parametersMayLack: boolean;
  /** Whether it is run after the stage's work, whatever came of that. */
  readonly isAfter: boolean;
  /** Needs that have run when this does, so that their result is known. */
  readonly succeeded: ReadonlySet<string>;
  /** Stages that hand their outputs on. */
  readonly handing: ReadonlySet<string>;
  readonly notes: Notes;
  /** Whether known values of parameters stand in their variables' place. */
  readonly takesGiven?: boolean;
}

const git: Readonly<Record<string, string | undefined>> = {
  branch: "BITBUCKET_BRANCH",
  commit: "BITBUCKET_COMMIT",
  tag: "BITBUCKET_TAG",
  targetBranch: "BITBUCKET_PR_DESTINATION_BRANCH",
  pullRequest: "BITBUCKET_PR_ID",
};

const executionUrl =
  "https://bitbucket.org/${BITBUCKET_REPO_FULL_NAME}/pipelines/results/${BITBUCKET_BUILD_NUMBER}" as const;

/** The parts of a template; what has no equivalent is noted, and stays as it is written. */
export function valuesOf(template: string, place: Place, path: ModelPath): readonly Value[] {
  return splitTemplate(template).map((part): Value => {
    if (part.kind === "literal") return known(part.text);
    if (part.kind === "unclosed") return known(template.slice(part.offset));
    const value = expressionValue(part.source, place);
    if (value.kind !== "unknown") return value;
    const text = template.slice(part.offset, part.end);
    place.notes.add("no-equivalent", {
      path,
      message: `\`${text}\` has no equivalent, and stands as text.`,
      mend: "Take the value from a variable, a parameter or the commit, or work it out in the script.",
    });
    return known(text);
  });
}

/** The text of a template that needs no run to be known; undefined for another. */
export function knownText(template: string, place: Place): string | undefined {
  const values = splitTemplate(template).map((part) =>
    part.kind === "expression"
      ? expressionValue(part.source, place)
      : known(part.kind === "literal" ? part.text : template),
  );
  return values.every((value) => value.kind === "known")
    ? values.map(({ value }) => textOf(value)).join("")
    : undefined;
}

/** The same where Bitbucket takes plain text alone; what is known only in a run is noted, and stays as it is written. */
export function plainText(template: string, place: Place, path: ModelPath): string {
  const text = knownText(template, place) ?? knownText(template, { ...place, takesGiven: true });
  if (text !== undefined) return text;
  const message = `\`${template}\` is known only in a run, where Bitbucket needs it before.`;
  place.notes.add("no-equivalent", { path, message, mend: "Write it in full." });
  return template;
}

export function expressionValue(source: string, place: Place): Value {
  const parsed = parseExpression(source);
  if (!parsed.ok) return unknown;
  const { expression } = parsed;
  const reference = referenceAt(expression.tree, expression);
  if (reference !== null) return referenceValue(reference, place);
  const isPure = callsOf(expression).every((call) => call.kind === "general");
  if (!isPure || !referencesOf(expression).every((one) => isFixed(one))) return unknown;
  try {
    return known(evaluateExpression(source, { contexts: fixedContexts(place), functions: noStatus }));
  } catch {
    return unknown;
  }
}

/** What one reference gives. */
export function referenceValue({ context, path }: Reference, place: Place): Value {
  const [name, member] = path;
  if (typeof name !== "string") return unknown;
  switch (context) {
    case "matrix":
    case "pipeline":
      return known(keyOf(fixedContexts(place)[context], name));
    case "git":
      return variable(git[name]);
    case "params":
      return parameterValue(name, place);
    case "vars":
    case "secrets":
      noteSetting(context, name, place);
      return variable(name);
    case "env":
      return variable(name);
    case "execution":
      if (name === "url") return { kind: "shell", text: executionUrl };
      return variable({ number: "BITBUCKET_BUILD_NUMBER", id: "BITBUCKET_PIPELINE_UUID" }[name]);
    case "stage":
      if (name === "workspace") return variable("BITBUCKET_CLONE_DIR");
      if (name === "outcome") return variable("HEADRACE_OUTCOME");
      return name in fixedContexts(place).stage ? known(keyOf(fixedContexts(place).stage, name)) : unknown;
    case "needs":
      if (member === "outputs") return place.handing.has(name) ? shell(stageOutput(name, textAt(path, 2))) : unknown;
      return member === "result" && place.succeeded.has(name) ? known("success") : unknown;
    case "steps":
      return member === "outputs" ? shell(stepOutput(place.stage, name, textAt(path, 2))) : unknown;
    default:
      return unknown;
  }
}

function parameterValue(name: string, place: Place): Value {
  const { pipeline, parameters, parametersMayLack, given, takesGiven = false } = place;
  const parameter = pipeline.parameters.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const own = parameter === undefined ? undefined : parameters.get(parameter.name);
  if (parameter === undefined || own === undefined) return unknown;
  if (takesGiven && parameter.type !== "secret" && Object.hasOwn(given, parameter.name)) {
    return known(given[parameter.name]);
  }
  const usual = "default" in parameter && parametersMayLack ? parameter.default : undefined;
  if (usual === undefined || usual === "") return variable(own);
  return { kind: "shell", text: `\${${own}:-${escapeDoubleQuoted(String(usual)).replaceAll("}", "\\}")}}` };
}

export function noteSetting(context: "vars" | "secrets", name: string, { notes, stage }: Place): void {
  const kind = context === "secrets" ? "secured variable" : "variable";
  notes.add("needs-setting", {
    path: ["stages", stage.id],
    message: `The stage reads ${context === "secrets" ? "the secret" : "the stored variable"} ${name}, which Bitbucket does not know from here.`,
    mend: `Set the ${kind} ${name} for the repository, its workspace or the deployment environment there.`,
  });
}

function isFixed({ context, path }: Reference): boolean {
  return context === "matrix" || context === "pipeline" || (context === "stage" && path[0] === "name");
}

function fixedContexts({ pipeline, stage, instance, matrix }: Place) {
  return { matrix, pipeline: { name: pipeline.name }, stage: { id: stage.id, name: stage.name, instance, attempt: 1 } };
}

function keyOf(values: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = Object.keys(values).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : values[key];
}

function known(value: unknown): Value {
  return { kind: "known", value };
}

function variable(name: string | undefined): Value {
  return shell(name === undefined ? undefined : `\${${name}}`);
}

function shell(text: string | undefined): Value {
  return text === undefined ? unknown : { kind: "shell", text };
}

/** A fixed key of a reference; empty for another. */
function textAt(path: Reference["path"], index: number): string {
  const step = path[index];
  return typeof step === "string" && path.length === index + 1 ? step : "";
}

const unknown: Value = { kind: "unknown" };
const noStatus = { success: () => true, failure: () => false, cancelled: () => false };
