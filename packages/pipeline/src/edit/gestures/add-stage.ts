import type { StageTypeRegistry } from "../../stage-types/registry.ts";
import type { Draft } from "../draft.ts";
import type { Edge, NewStage } from "../gesture.ts";
import { identifierFrom, uniqueName } from "../names.ts";
import { refuse } from "../refused.ts";
import { lastInFile, neededStages, requireStage, stagesOf } from "../stages.ts";
import type { Plain } from "../values.ts";
import { plainCopy } from "../values.ts";
import { spliceIntoEdge } from "./splice-into-edge.ts";

export interface Addition {
  readonly stage: NewStage;
  readonly after?: readonly string[];
  readonly edge?: Edge;
}

/** @returns the new stage's id. */
export function addStage(draft: Draft, { stage, after = [], edge }: Addition, stageTypes: StageTypeRegistry): string {
  for (const id of after) requireStage(draft, id);
  if (stage.uses !== undefined && stageTypes.get(stage.uses) === undefined && stage.value === undefined) {
    throw refuse("unknown-stage-type", `There is no stage type "${stage.uses}".`);
  }
  const wanted = identifierFrom(stage.id ?? stage.uses?.replace(/@.*$/, "").split("/").at(-1) ?? "stage");
  const id = uniqueName(wanted, (name) => Object.hasOwn(stagesOf(draft), name));
  const needs = edge === undefined ? after : [edge.from];
  const body: Plain = { ...(needs.length === 0 ? {} : { needs: [...new Set(needs)] }), ...beginning(stage) };
  // Below those that wait for the same, so that it is drawn below them too.
  const siblings = edge === undefined ? dependentsOf(draft, after) : [];
  draft.insert(["stages"], [{ key: id, value: plainCopy(body) }], lastInFile(draft, [...needs, ...siblings]));
  if (edge !== undefined) spliceIntoEdge(draft, id, edge);
  return id;
}

function dependentsOf(draft: Draft, stages: readonly string[]): readonly string[] {
  return Object.entries(stagesOf(draft)).flatMap(([id, stage]) =>
    neededStages(stage).some((need) => stages.includes(need)) ? [id] : [],
  );
}

/** What a new stage says. Inputs with defaults are not written: the stage type says them. */
function beginning({ uses, value }: NewStage): Readonly<Record<string, unknown>> {
  if (value !== undefined) return value;
  return uses === undefined ? { steps: [{ run: "echo hello" }] } : { uses };
}
