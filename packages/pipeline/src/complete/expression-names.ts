import { functionNames } from "../expressions/index.ts";
import { contextsAt, fixedMembers } from "../validate/moments.ts";
import type { ExpressionPlace } from "./expression-place.ts";

/** A definition as it is written, sound or not, and what the server knows besides. */
export interface WrittenNames {
  /** The whole as plain data. */
  readonly definition: unknown;
  readonly secrets?: readonly string[];
  readonly variables?: readonly string[];
}

const statusFunctions = ["success", "failure", "always", "cancelled"];
const fixedConditions = statusFunctions.map((name) => `${name}()`);

/** Every name that an expression may read at a place, the nearest things first; then the functions, up to their bracket. */
export function expressionNames(place: ExpressionPlace, written: WrittenNames): readonly string[] {
  const contexts = contextsAt[place.moment].filter((name) => !(place.without ?? []).includes(name));
  const stage = member(written.definition, "stages", place.stage ?? "");
  const names = {
    needs: () => needNames(written.definition, stage),
    matrix: () => matrixNames(stage),
    steps: () => stepNames(place, stage),
    params: () => parameterNames(place, written.definition),
    vars: () => [...new Set([...keysOf(member(written.definition, "variables")), ...(written.variables ?? [])])],
    env: () => [
      ...new Set([...keysOf(member(stage, "variables")), ...keysOf(member(written.definition, "variables"))]),
    ],
  };
  const own = Object.entries(names).flatMap(([context, list]) =>
    contexts.includes(context) ? list().map((name) => `${context}${name.startsWith("[") ? "" : "."}${name}`) : [],
  );
  const secrets =
    place.secrets === true ? [...new Set([...(written.secrets ?? []), ...textsOf(member(stage, "secrets"))])] : [];
  const fixed = contexts.flatMap((context) =>
    (fixedMembers[context] ?? []).filter((name) => isKnown(context, name, place)).map((name) => `${context}.${name}`),
  );
  return [
    ...own,
    ...secrets.map((name) => `secrets${accessOf(name)}`),
    ...fixed,
    ...(place.kind === "condition" ? fixedConditions : []),
    ...functionNames.filter((name) => isCallable(name, place)).map((name) => `${name}(`),
  ];
}

function isKnown(context: string, name: string, place: ExpressionPlace): boolean {
  if (context !== "stage") return true;
  return name === "tests" ? false : name !== "outcome" || place.moment === "end";
}

function isCallable(name: string, { moment }: ExpressionPlace): boolean {
  if (statusFunctions.includes(name)) return false;
  return name !== "hashFiles" || (moment !== "planning" && moment !== "settled");
}

function needNames(definition: unknown, stage: unknown): readonly string[] {
  return neededIds(stage).flatMap((id) => {
    const target = member(definition, "stages", id);
    const need = accessOf(id).replace(/^\./, "");
    if (member(target, "matrix") !== undefined) return [`${need}.result`, `${need}.results`];
    const outputs = keysOf(member(target, "outputs")).map((name) => `${need}.outputs${accessOf(name)}`);
    return [`${need}.result`, ...outputs];
  });
}

function neededIds(stage: unknown): readonly string[] {
  const needs = member(stage, "needs");
  const list = Array.isArray(needs) ? needs : [needs];
  return list.flatMap((need) => textsOf([typeof need === "string" ? need : member(need, "stage")]));
}

function matrixNames(stage: unknown): readonly string[] {
  const include = member(stage, "matrix", "include");
  const included = Array.isArray(include) ? include.flatMap(keysOf) : [];
  return [...new Set([...keysOf(member(stage, "matrix", "axes")), ...included])].map((name) =>
    accessOf(name).replace(/^\./, ""),
  );
}

function stepNames({ ran }: ExpressionPlace, stage: unknown): readonly string[] {
  const of = (list: "steps" | "afterSteps") => {
    const steps = member(stage, list);
    return Array.isArray(steps) ? steps.slice(0, ran?.[list] ?? 0) : [];
  };
  return [...of("steps"), ...of("afterSteps")].flatMap((step) => {
    const [id] = textsOf([member(step, "id")]);
    return id === undefined ? [] : [`${id}.outputs.`, `${id}.outcome`, `${id}.conclusion`];
  });
}

function parameterNames({ secrets }: ExpressionPlace, definition: unknown): readonly string[] {
  const parameters = member(definition, "parameters");
  return keysOf(parameters)
    .filter((name) => secrets === true || member(parameters, name, "type") !== "secret")
    .map((name) => accessOf(name).replace(/^\./, ""));
}

function accessOf(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `['${name}']`;
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      keysOf(at).length > 0 && typeof at === "object" && at !== null && Object.hasOwn(at, part)
        ? Reflect.get(at, part)
        : undefined,
    value,
  );
}
