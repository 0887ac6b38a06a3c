import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { HeadraceError } from "../errors.ts";
import { hasExpression } from "../expressions/template.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import type { Matrix, MatrixValues } from "../model/index.ts";
import { instanceNames } from "./instance-names.ts";

export interface MatrixInstance {
  /** As on GitHub: `test (22, postgres)`. Unique within the stage. */
  readonly instance: string;
  readonly matrix: MatrixValues;
}

export interface MatrixProblem {
  readonly kind: "empty" | "too-large" | "wrong-type" | "unknown-axis" | "bad-expression";
  readonly message: string;
  /** Below the matrix: `["axes", "node"]`. */
  readonly path: ModelPath;
}

export type ExpandedMatrix =
  | { readonly ok: true; readonly instances: readonly MatrixInstance[] }
  | { readonly ok: false; readonly problems: readonly MatrixProblem[] };

export interface ExpandOptions {
  /** The most instances allowed; 256 by default, as on GitHub. */
  readonly limit?: number;
  /** Gives the value of a template: `evaluateValue` with the scope of the moment. */
  readonly evaluate: (template: string) => unknown;
}

type Combination = ReadonlyMap<string, unknown>;

/** Before exclusions. More than this is refused without being written out. */
const mostCombinations = 65_536;
const defaultLimit = 256;

/**
 * The instances of a matrix, in GitHub's order: the product of the axes (the last varies fastest) without what
 * `exclude` matches in part, each widened by the entries of `include` that overwrite no value of an axis,
 * followed by the entries of `include` that could widen none.
 * @see https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export function expandMatrix(stageId: string, matrix: Matrix, options: ExpandOptions): ExpandedMatrix {
  const limit = options.limit ?? defaultLimit;
  const problems: MatrixProblem[] = [];
  const parts = readParts(matrix, options.evaluate, problems);
  if (problems.length > 0) return { ok: false, problems };
  const product = [...parts.axes.values()].reduce((count, values) => count * values.length, 1);
  if (product > mostCombinations) return failure("too-large", `the axes stand for ${product} combinations`, ["axes"]);
  const combinations = combine(parts);
  if (combinations.length === 0) return failure("empty", "the matrix has no combination left", []);
  if (combinations.length > limit) {
    return failure("too-large", `the matrix has ${combinations.length} combinations, more than ${limit}`, []);
  }
  const names = instanceNames(stageId, combinations);
  const instances = combinations.map((combination, index) => ({
    instance: names[index] ?? stageId,
    matrix: Object.fromEntries(combination),
  }));
  return { ok: true, instances };
}

interface MatrixParts {
  readonly axes: ReadonlyMap<string, readonly unknown[]>;
  readonly exclude: readonly Combination[];
  readonly include: readonly Combination[];
}

function combine({ axes, exclude, include }: MatrixParts): readonly Combination[] {
  const originals = productOf(axes).filter((combination) => !exclude.some((entry) => isPartOf(entry, combination)));
  const widened = originals.map((combination) => new Map(combination));
  const added: Combination[] = [];
  for (const entry of include) {
    const ownAxes = new Map([...entry].filter(([key]) => axes.has(key)));
    let fits = false;
    for (const [index, original] of originals.entries()) {
      if (!isPartOf(ownAxes, original)) continue;
      fits = true;
      for (const [key, value] of entry) widened[index]?.set(key, value);
    }
    if (!fits) added.push(entry);
  }
  return [...widened, ...added];
}

/** Without axes there is nothing to combine: then every `include` is an instance of its own. */
function productOf(axes: ReadonlyMap<string, readonly unknown[]>): readonly Combination[] {
  if (axes.size === 0) return [];
  let combinations: Combination[] = [new Map()];
  for (const [axis, values] of axes) {
    combinations = combinations.flatMap((combination) =>
      values.map((value) => new Map([...combination, [axis, value]])),
    );
  }
  return combinations;
}

function isPartOf(part: Combination, whole: Combination): boolean {
  for (const [key, value] of part) {
    if (!whole.has(key) || !sameValue(value, whole.get(key))) return false;
  }
  return true;
}

function sameValue(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  return canonicalJson(left) === canonicalJson(right);
}

function readParts(matrix: Matrix, evaluate: (template: string) => unknown, problems: MatrixProblem[]): MatrixParts {
  const read = (value: unknown, path: ModelPath) => resolve(value, evaluate, { path, problems });
  const whole = read(matrix.axes, ["axes"]);
  if (problems.length > 0) return { axes: new Map(), exclude: [], include: [] };
  const axes = new Map<string, readonly unknown[]>();
  let found: Lists = { include: matrix.include, exclude: matrix.exclude };
  if (!isRecord(whole)) problems.push(wrongType("the axes are not an object of lists", ["axes"]));
  else {
    for (const [axis, values] of Object.entries(whole)) {
      // An expression that gives a whole matrix may hold these two, as on GitHub.
      if (typeof matrix.axes === "string" && (axis === "include" || axis === "exclude")) {
        found = { ...found, [axis]: values };
      } else if (Array.isArray(values)) {
        axes.set(axis, values);
        if (values.length === 0)
          problems.push({ kind: "empty", message: `the axis ${axis} is empty`, path: ["axes", axis] });
      } else problems.push(wrongType(`the axis ${axis} is not a list`, ["axes", axis]));
    }
  }
  const exclude = entriesOf(read(found.exclude, ["exclude"]), "exclude", problems);
  const include = entriesOf(read(found.include, ["include"]), "include", problems);
  for (const [index, entry] of exclude.entries()) {
    for (const key of entry.keys()) {
      if (axes.has(key)) continue;
      problems.push({
        kind: "unknown-axis",
        message: `${key} is not an axis of the matrix`,
        path: ["exclude", index, key],
      });
    }
  }
  return { axes, exclude, include };
}

interface Lists {
  readonly include: unknown;
  readonly exclude: unknown;
}

function entriesOf(value: unknown, key: "include" | "exclude", problems: MatrixProblem[]): readonly Combination[] {
  if (!Array.isArray(value)) {
    problems.push(wrongType(`${key} is not a list`, [key]));
    return [];
  }
  return value.flatMap((entry: unknown, index) => {
    if (isRecord(entry)) return [new Map(Object.entries(entry))];
    problems.push(wrongType(`${key} holds something that is not an object`, [key, index]));
    return [];
  });
}

/** Evaluates every template within a value. */
function resolve(
  value: unknown,
  evaluate: (template: string) => unknown,
  at: { readonly path: ModelPath; readonly problems: MatrixProblem[] },
): unknown {
  if (typeof value === "string") {
    if (!hasExpression(value)) return value;
    try {
      return evaluate(value);
    } catch (error) {
      if (!(error instanceof HeadraceError)) throw error;
      at.problems.push({ kind: "bad-expression", message: error.message, path: at.path });
      return [];
    }
  }
  const below = (key: string | number) => ({ path: [...at.path, key], problems: at.problems });
  if (Array.isArray(value)) return value.map((item: unknown, index) => resolve(item, evaluate, below(index)));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, evaluate, below(key))]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrongType(message: string, path: ModelPath): MatrixProblem {
  return { kind: "wrong-type", message, path };
}

function failure(kind: MatrixProblem["kind"], message: string, path: ModelPath): ExpandedMatrix {
  return { ok: false, problems: [{ kind, message, path }] };
}
