import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { hasExpression } from "../expressions/index.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Stage } from "../model/stage.ts";
import type { Step } from "../model/step.ts";
import type { Moment } from "./moments.ts";

/** A text of the model that may hold expressions. */
export interface TemplateSite {
  readonly text: string;
  readonly path: ModelPath;
  readonly moment: Moment;
  /** `condition`: one expression without `${{ }}`. `script`: a template whose text a shell reads. */
  readonly kind: "template" | "condition" | "script" | "literal";
  /** Contexts that this key has beside, or lacks against, its moment. */
  readonly secrets?: boolean;
  readonly without?: readonly string[];
  readonly stage?: Stage;
  /** The steps that have run by then, whose ids `steps` holds. */
  readonly before?: readonly Step[];
  readonly shell?: string;
}

type Visit = (site: TemplateSite) => void;
type Place = Omit<TemplateSite, "text" | "path">;

/** Visits every text that holds an expression, and every condition, with the moment it is evaluated at. */
export function visitTemplates(pipeline: Pipeline, visit: Visit): void {
  const template = templateVisitor(visit);
  const planning: Place = { moment: "planning", kind: "template" };
  template(pipeline.concurrency?.group, ["concurrency", "group"], planning);
  for (const [index, schedule] of (pipeline.triggers?.schedule ?? []).entries()) {
    template(schedule.branch, ["triggers", "schedule", index, "branch"], planning);
  }
  // They hold for every stage, so what only some stages have cannot be read here.
  const shared: Place = { moment: "start", kind: "template", secrets: true, without: ["needs", "matrix"] };
  templates(pipeline.variables, ["variables"], shared, template);
  for (const stage of pipeline.stages) visitStage(stage, visit);
}

function visitStage(stage: Stage, visit: Visit): void {
  const template = templateVisitor(visit);
  const at = (...rest: ModelPath): ModelPath => ["stages", stage.id, ...rest];
  const settled: Place = { moment: "settled", kind: "template", stage };
  const start: Place = { moment: "start", kind: "template", stage };
  const literal: Place = { moment: "start", kind: "literal", stage };

  if (stage.when !== undefined) visit({ text: stage.when, path: at("when"), ...settled, kind: "condition" });
  if (stage.matrix !== undefined) {
    const inMatrix: Place = { ...settled, without: ["matrix"] };
    const { axes, exclude, include } = stage.matrix;
    for (const [key, value] of Object.entries({ axes, exclude, include })) {
      deepTemplates(value, at("matrix", key), inMatrix, template);
    }
  }
  if (stage.environment !== undefined) {
    template(stage.environment.name, at("environment", "name"), settled);
    template(stage.environment.url, at("environment", "url"), { ...settled, moment: "end", before: stage.steps });
  }
  if (stage.approval !== undefined) template(stage.approval.instructions, at("approval", "instructions"), settled);
  if (stage.concurrency !== undefined) template(stage.concurrency.group, at("concurrency", "group"), settled);

  templates(stage.variables, at("variables"), { ...start, secrets: true }, template);
  if (stage.image !== undefined) template(stage.image, at("image"), start);
  if (stage.workingDirectory !== undefined) template(stage.workingDirectory, at("workingDirectory"), start);
  if (typeof stage.timeout === "string") template(stage.timeout, at("timeout"), start);
  for (const [index, cache] of stage.cache.entries()) {
    template(cache.key, at("cache", index, "key"), start);
    list(cache.restoreKeys, at("cache", index, "restoreKeys"), start, template);
    list(cache.paths, at("cache", index, "paths"), start, template);
  }
  for (const service of stage.services) {
    template(service.image, at("services", service.id, "image"), start);
    const variables: Place = { ...start, secrets: true };
    templates(service.variables, at("services", service.id, "variables"), variables, template);
    template(service.ready?.run, at("services", service.id, "ready", "run"), literal);
  }
  list(stage.reuse?.inputs ?? [], at("reuse", "inputs"), literal, template);

  const all = [...stage.steps, ...stage.afterSteps];
  const ended: Place = { moment: "end", kind: "template", stage, before: all };
  for (const [index, artifact] of stage.artifacts.entries()) {
    list(artifact.paths, at("artifacts", index, "paths"), ended, template);
  }
  list(stage.reports?.junit ?? [], at("reports", "junit"), ended, template);
  template(stage.reports?.coverage?.path, at("reports", "coverage", "path"), ended);
  visitSteps(stage.steps, at("steps"), { moment: "step", kind: "template", stage, before: [] }, visit);
  visitSteps(
    stage.afterSteps,
    at("afterSteps"),
    { moment: "end", kind: "template", stage, before: stage.steps },
    visit,
  );
  visitSteps(stage.rollback?.steps ?? [], at("rollback", "steps"), ended, visit);
  templates(stage.outputs, at("outputs"), ended, template);
}

function visitSteps(steps: readonly Step[], path: ModelPath, place: Place, visit: Visit): void {
  const template = templateVisitor(visit);
  for (const [index, step] of steps.entries()) {
    if (!mayHoldExpression(step)) continue;
    const here: Place = { ...place, before: [...(place.before ?? []), ...steps.slice(0, index)], shell: step.shell };
    const at = (...rest: ModelPath): ModelPath => [...path, index, ...rest];
    if (hasExpression(step.run)) visit({ text: step.run, path: at("run"), ...here, kind: "script" });
    if (step.when !== undefined) visit({ text: step.when, path: at("when"), ...here, kind: "condition" });
    templates(step.variables, at("variables"), { ...here, secrets: true }, template);
    template(step.workingDirectory, at("workingDirectory"), here);
    if (typeof step.timeout === "string") template(step.timeout, at("timeout"), here);
  }
}

/** Most steps hold none, and then nothing is made for them. */
function mayHoldExpression(step: Step): boolean {
  if (step.when !== undefined || typeof step.timeout === "string" || hasExpression(step.run)) return true;
  if (step.workingDirectory !== undefined) return true;
  for (const _ in step.variables) return true;
  return false;
}

type TemplateVisit = (text: string | undefined, path: ModelPath, place: Place) => void;

function templateVisitor(visit: Visit): TemplateVisit {
  return (text, path, place) => {
    if (text !== undefined && hasExpression(text)) visit({ text, path, ...place });
  };
}

function templates(
  record: Readonly<Record<string, string>>,
  path: ModelPath,
  place: Place,
  visit: TemplateVisit,
): void {
  for (const name in record) {
    const text = record[name];
    if (text !== undefined && hasExpression(text)) visit(text, [...path, name], place);
  }
}

function list(values: readonly string[], path: ModelPath, place: Place, visit: TemplateVisit): void {
  for (const [index, value] of values.entries()) if (hasExpression(value)) visit(value, [...path, index], place);
}

function deepTemplates(value: unknown, path: ModelPath, place: Place, visit: TemplateVisit): void {
  if (typeof value === "string") visit(value, path, place);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) deepTemplates(item, [...path, index], place, visit);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) deepTemplates(item, [...path, key], place, visit);
  }
}
