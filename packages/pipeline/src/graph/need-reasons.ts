import { conditionSource } from "../expressions/condition.ts";
import { parseExpression } from "../expressions/parse.ts";
import { hasStatusFunction, type Reference, referencesOf } from "../expressions/references.ts";
import { hasExpression, splitTemplate } from "../expressions/template.ts";
import type { Stage } from "../model/index.ts";

/** Why a stage can be seen to wait for another. What is only left on a shared disk cannot be seen. */
export type NeedReason =
  | "artifact"
  | "output"
  /** The stage delivers, asks for approval or reports: that it waits is its purpose. */
  | "delivery"
  /** Its condition asks how the stages before it went. */
  | "condition"
  /** The other stage brings the sources or fills a cache this one restores. */
  | "files"
  /** Both belong to one concurrency group and would not run side by side anyway. */
  | "concurrency";

/** Says of each need of a stage why it can be seen to be there; null when no reason can be seen. */
export function needReasons(stage: Stage): (needed: Stage) => NeedReason | null {
  const read = needsRead(stage);
  const takes = new Map(stage.needs.map((need) => [need.stage, need.artifacts]));
  const delivers = isDelivery(stage);
  const asks = stage.when !== undefined && asksStatus(stage.when);
  const keys = new Set(stage.cache.flatMap((cache) => [cache.key, ...cache.restoreKeys]));
  return (needed) => {
    const artifacts = takes.get(needed.id) ?? false;
    const taken = Array.isArray(artifacts) ? artifacts.length > 0 : artifacts === true && needed.artifacts.length > 0;
    if (taken) return "artifact";
    if (read === "all" || read.has(needed.id.toLowerCase())) return "output";
    if (delivers || isDelivery(needed)) return "delivery";
    if (asks) return "condition";
    if (needed.category === "source") return "files";
    if (needed.cache.some((cache) => keys.has(cache.key))) return "files";
    const group = stage.concurrency?.group;
    return group !== undefined && group === needed.concurrency?.group ? "concurrency" : null;
  };
}

function isDelivery(stage: Stage): boolean {
  const isCategory = stage.category === "deploy" || stage.category === "notify";
  return isCategory || stage.environment !== undefined || stage.approval !== undefined;
}

/** Ids, in lower case, of the needs whose result or outputs the stage's texts read; `all` when that is decided at run time. */
function needsRead(stage: Stage): ReadonlySet<string> | "all" {
  const found = new Set<string>();
  const references = [
    ...conditionsOf(stage).map(conditionSource).flatMap(referencesIn),
    ...textsOf(stage).flatMap((text) =>
      splitTemplate(text).flatMap((part) => (part.kind === "expression" ? referencesIn(part.source) : [])),
    ),
  ];
  for (const reference of references) {
    if (reference.context !== "needs") continue;
    const [id] = reference.path;
    if (typeof id !== "string") return "all";
    found.add(id.toLowerCase());
  }
  return found;
}

function referencesIn(source: string): readonly Reference[] {
  const parsed = parseExpression(source);
  return parsed.ok ? referencesOf(parsed.expression) : [];
}

function asksStatus(condition: string): boolean {
  const parsed = parseExpression(conditionSource(condition));
  return parsed.ok && hasStatusFunction(parsed.expression);
}

function conditionsOf(stage: Stage): readonly string[] {
  // Those of steps ask about the stage's own steps, but may read `needs`.
  const steps = [...stage.steps, ...stage.afterSteps, ...(stage.rollback?.steps ?? [])];
  return [stage.when, ...steps.map((step) => step.when)].filter((when) => when !== undefined);
}

/** Every text within a value that holds an expression. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return hasExpression(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
