import type { ModelPath } from "../../diagnostics/diagnostic.ts";
import type { StageTypeRegistry } from "../../stage-types/registry.ts";
import type { Draft } from "../draft.ts";
import { refuse } from "../refused.ts";
import { requireStage } from "../stages.ts";
import { isPlain, own, plainCopy } from "../values.ts";

/** Collections that say nothing when they are empty. An empty `approval` asks, and an empty `push` starts. */
const emptyMeansNothing = new Set([
  "artifacts",
  "axes",
  "cache",
  "coverage",
  "defaults",
  "exclude",
  "gates",
  "include",
  "junit",
  "matrix",
  "needs",
  "notifications",
  "outputs",
  "parameters",
  "ready",
  "reports",
  "resources",
  "restoreKeys",
  "retry",
  "runsOn",
  "secrets",
  "services",
  "triggers",
  "variables",
  "with",
]);

/** The same of lists of triggers, whose names other things may bear: a parameter may be called `schedule`. */
const emptyTriggers = new Set(["pipeline", "schedule"]);

function saysNothing(path: ModelPath): boolean {
  const name = path.at(-1);
  if (typeof name !== "string") return false;
  return emptyMeansNothing.has(name) || (path.length === 2 && path[0] === "triggers" && emptyTriggers.has(name));
}

export function setField(draft: Draft, path: ModelPath, value: unknown): void {
  if (path.length === 0) throw refuse("bad-path", "A field has a name.");
  if (path[0] === "stages" && path.length > 1) {
    requireStage(draft, String(path[1]));
    if (path.length === 2) throw refuse("bad-path", "A stage is set field by field.");
  }
  if (value === undefined) {
    unsetField(draft, path);
    return;
  }
  for (let depth = 1; depth < path.length; depth += 1) writeOut(draft, path.slice(0, depth));
  draft.set(path, plainCopy(value));
}

function unsetField(draft: Draft, path: ModelPath): void {
  draft.remove(path);
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const above = path.slice(0, depth);
    const parent = draft.value(above);
    const isEmpty = Array.isArray(parent) ? parent.length === 0 : isPlain(parent) && Object.keys(parent).length === 0;
    const isField = depth !== 2 || path[0] !== "stages";
    if (!isEmpty || !isField || !saysNothing(above)) return;
    draft.remove(above);
  }
}

/** A short form becomes the long one before a member is set in it. */
function writeOut(draft: Draft, path: ModelPath): void {
  const value = draft.value(path);
  const name = path.at(-1);
  const list = path.at(-2);
  if (value === true && (name === "push" || name === "pullRequest")) draft.set(path, {});
  if (typeof value !== "string") return;
  if (name === "environment") draft.set(path, { name: value });
  else if (name === "needs") draft.set(path, [value]);
  else if (typeof name === "number" && list === "needs") draft.set(path, { stage: value });
  else if (typeof name === "number" && /steps$/i.test(String(list))) draft.set(path, { run: value });
}

/** Another stage type, or steps of its own. */
export function setStageType(
  draft: Draft,
  { stage, uses }: { readonly stage: string; readonly uses: string | null },
  stageTypes: StageTypeRegistry,
): void {
  const path = requireStage(draft, stage);
  if (uses === null) {
    draft.removeKeys(path, ["uses", "with"]);
    if (draft.value([...path, "steps"]) === undefined) draft.set([...path, "steps"], [{ run: "echo hello" }]);
    return;
  }
  const type = stageTypes.get(uses);
  if (type === undefined) throw refuse("unknown-stage-type", `There is no stage type "${uses}".`);
  draft.set([...path, "uses"], uses);
  draft.removeKeys(path, ["steps"]);
  const given = own(draft.value(path), "with");
  if (!isPlain(given)) return;
  const names = new Set(type.inputs.map(({ name }) => name));
  for (const name of Object.keys(given).filter((input) => !names.has(input)))
    unsetField(draft, [...path, "with", name]);
}
