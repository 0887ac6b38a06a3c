import type { ModelPath } from "../diagnostics/diagnostic.ts";
import type { TemplateSite } from "../validate/template-sites.ts";

/** What may be read at a place of a definition, as it is written. */
export interface ExpressionPlace extends Pick<TemplateSite, "moment" | "secrets" | "without"> {
  /** A condition is an expression without `${{ }}` around it, or with. */
  readonly kind: "template" | "condition" | "script";
  readonly stage?: string;
  /** How many of the stage's steps, and of its steps afterwards, have run by then. */
  readonly ran?: { readonly steps: number; readonly afterSteps: number };
}

type Place = Omit<ExpressionPlace, "stage" | "ran">;

const planning: Place = { moment: "planning", kind: "template" };
const settled: Place = { moment: "settled", kind: "template" };
const start: Place = { moment: "start", kind: "template" };
const end: Place = { moment: "end", kind: "template" };

/** Keys of the whole, `*` for any part. What holds for every stage cannot read what only some have. */
const ofPipeline: readonly (readonly [keys: string, place: Place])[] = [
  ["concurrency.group", planning],
  ["triggers.schedule.*.branch", planning],
  ["variables.*", { ...start, secrets: true, without: ["needs", "matrix"] }],
  ["defaults.image", start],
  ["defaults.workingDirectory", start],
  ["defaults.timeout", start],
];

/** Keys of a stage; `**` for whatever lies below. */
const ofStage: readonly (readonly [keys: string, place: Place])[] = [
  ["when", { ...settled, kind: "condition" }],
  ["matrix.**", { ...settled, without: ["matrix"] }],
  ["environment", settled],
  ["environment.name", settled],
  ["environment.url", end],
  ["approval.instructions", settled],
  ["concurrency.group", settled],
  ["variables.*", { ...start, secrets: true }],
  ["with.**", start],
  ["image", start],
  ["workingDirectory", start],
  ["timeout", start],
  ["cache.*.key", start],
  ["cache.*.restoreKeys.*", start],
  ["cache.*.paths.*", start],
  ["services.*.image", start],
  ["services.*.variables.*", { ...start, secrets: true }],
  ["artifacts.*.paths.*", end],
  ["reports.junit.*", end],
  ["reports.coverage.path", end],
  ["outputs.*", end],
];

/** Keys of a step. */
const ofStep: readonly (readonly [keys: string, place: Omit<Place, "moment">])[] = [
  ["", { kind: "script" }],
  ["run", { kind: "script" }],
  ["when", { kind: "condition" }],
  ["variables.*", { kind: "template", secrets: true }],
  ["with.**", { kind: "template" }],
  ["workingDirectory", { kind: "template" }],
  ["timeout", { kind: "template" }],
];

const all = Number.POSITIVE_INFINITY;

/** What an expression at a path may read; undefined where none is evaluated. */
export function expressionPlace(path: ModelPath): ExpressionPlace | undefined {
  const [root, stage, list, index] = path;
  if (root !== "stages") return find(ofPipeline, path);
  if (typeof stage !== "string") return undefined;
  if ((list === "steps" || list === "afterSteps") && typeof index === "number") {
    const found = find(ofStep, path.slice(4));
    if (found === undefined) return undefined;
    const inSteps = list === "steps";
    const ran = inSteps ? { steps: index, afterSteps: 0 } : { steps: all, afterSteps: index };
    return { ...found, moment: inSteps ? "step" : "end", stage, ran };
  }
  if (list === "rollback" && index === "steps") {
    const found = find(ofStep, path.slice(5));
    return found === undefined ? undefined : { ...found, moment: "end", stage, ran: { steps: all, afterSteps: all } };
  }
  const found = find(ofStage, path.slice(2));
  if (found === undefined) return undefined;
  const ran = { steps: all, afterSteps: list === "environment" ? 0 : all };
  return { ...found, stage, ...(found.moment === "end" ? { ran } : {}) };
}

function find<Found>(table: readonly (readonly [keys: string, place: Found])[], path: ModelPath): Found | undefined {
  return table.find(([keys]) => fits(keys === "" ? [] : keys.split("."), path))?.[1];
}

function fits(keys: readonly string[], path: ModelPath): boolean {
  if (keys.at(-1) === "**")
    return path.length >= keys.length - 1 && keys.slice(0, -1).every((key, at) => key === path[at]);
  return keys.length === path.length && keys.every((key, at) => key === "*" || key === path[at]);
}
