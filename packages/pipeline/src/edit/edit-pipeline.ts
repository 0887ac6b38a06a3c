import { createGraph } from "../graph/graph.ts";
import type { StageTypeRegistry } from "../stage-types/registry.ts";
import { createStageTypes } from "../stage-types/registry.ts";
import type { Draft } from "./draft.ts";
import { createDraft } from "./draft.ts";
import type { Gesture } from "./gesture.ts";
import { addStage } from "./gestures/add-stage.ts";
import { clipboardText, pasteStages } from "./gestures/clipboard.ts";
import { connect, disconnect } from "./gestures/connections.ts";
import { setField, setStageType } from "./gestures/fields.ts";
import { moveStage } from "./gestures/move-stage.ts";
import { removeStages } from "./gestures/remove-stages.ts";
import { renameStage } from "./gestures/rename-stage.ts";
import { spliceIntoEdge } from "./gestures/splice-into-edge.ts";
import { type Refusal, Refused, refuse } from "./refused.ts";
import { graphStages, lastInFile, neededStage, requireStage, setNeeds, writtenNeeds } from "./stages.ts";

export interface Edited {
  readonly kind: "edited";
  readonly text: string;
  /** The stages that the gesture made, renamed or moved: what is selected afterwards. */
  readonly stages: readonly string[];
}

export interface EditOptions {
  /** Those that come with Headrace unless said. */
  readonly stageTypes?: StageTypeRegistry;
}

/**
 * Performs a gesture on a pipeline's text, YAML or JSON. What the gesture does not change keeps its bytes: comments,
 * order, quotes, line ends. The text needs not be valid, but it must have a structure. Never throws for what it holds.
 *
 * @example
 * editPipeline("name: x\nstages: {}\n", { kind: "add-stage", stage: { uses: "unit-tests" } });
 * // { kind: "edited", text: "name: x\nstages:\n  unit-tests:\n    uses: unit-tests\n", stages: ["unit-tests"] }
 */
export function editPipeline(text: string, gesture: Gesture, options: EditOptions = {}): Edited | Refusal {
  const stageTypes = options.stageTypes ?? createStageTypes();
  return catching(() => {
    if (gesture.kind === "replace-range") {
      const { start, end, text: insert } = gesture;
      return { kind: "edited", text: text.slice(0, start) + insert + text.slice(end), stages: [] };
    }
    const draft = createDraft(text);
    const stages = perform(draft, gesture, stageTypes);
    return { kind: "edited", text: draft.finish(), stages };
  });
}

/** The text of these stages alone, for a clipboard: `paste` takes it, here or in another pipeline. */
export function copyStages(text: string, stages: readonly string[]): Edited | Refusal {
  return catching(() => ({ kind: "edited", text: clipboardText(createDraft(text), stages), stages }));
}

function catching(edit: () => Edited): Edited | Refusal {
  try {
    return edit();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

function perform(draft: Draft, gesture: Gesture, stageTypes: StageTypeRegistry): readonly string[] {
  switch (gesture.kind) {
    case "add-stage":
      return [addStage(draft, gesture, stageTypes)];
    case "remove-stages":
      removeStages(draft, gesture.stages);
      return [];
    case "rename-stage":
      renameStage(draft, gesture.stage, gesture.name);
      return [gesture.name];
    case "connect":
      connect(draft, gesture);
      return [gesture.to];
    case "disconnect":
      disconnect(draft, gesture);
      return [gesture.to];
    case "duplicate-stages": {
      const below = lastInFile(draft, gesture.stages);
      return pasteStages(draft, clipboardText(draft, gesture.stages), { below });
    }
    case "paste":
      return pasteStages(draft, gesture.clipboard, gesture.after === undefined ? {} : { after: gesture.after });
    case "place-on-edge":
      placeOnEdge(draft, gesture);
      return [gesture.stage];
    case "place-beside":
      placeBeside(draft, gesture);
      return [gesture.stage];
    case "move-stage":
      moveStage(draft, gesture.stage, gesture.after);
      return [gesture.stage];
    case "group-stages":
      for (const id of gesture.stages) {
        requireStage(draft, id);
        setField(draft, ["stages", id, "group"], gesture.group ?? undefined);
      }
      return gesture.stages;
    case "set-stage-type":
      setStageType(draft, gesture, stageTypes);
      return [gesture.stage];
    case "set-field":
      setField(draft, gesture.path, gesture.value);
      return [];
    case "rename-key":
      renameKey(draft, gesture);
      return [];
    case "replace-range":
      throw refuse("bad-path", "A range of the text is replaced on its own, not within a sequence.");
    case "sequence":
      return gesture.gestures.flatMap((part) => perform(draft, part, stageTypes));
  }
}

function placeOnEdge(draft: Draft, { stage, edge }: Extract<Gesture, { kind: "place-on-edge" }>): void {
  requireStage(draft, stage);
  if (stage === edge.from || stage === edge.to) throw refuse("self", `"${stage}" is an end of that connection.`);
  spliceIntoEdge(draft, stage, edge);
}

function placeBeside(draft: Draft, { stage, beside }: Extract<Gesture, { kind: "place-beside" }>): void {
  requireStage(draft, stage);
  const other = draft.value(requireStage(draft, beside));
  if (stage === beside) throw refuse("self", `"${stage}" is beside itself already.`);
  const own = writtenNeeds(draft.value(["stages", stage]));
  const kept = new Map(own.map((need) => [neededStage(need), need]));
  setNeeds(
    draft,
    stage,
    writtenNeeds(other).map((need) => kept.get(neededStage(need)) ?? neededStage(need)),
  );
  const cycle = createGraph(graphStages(draft)).shortestCycle();
  if (cycle !== null)
    throw refuse("cycle", `That would close a cycle: ${[...cycle, cycle[0]].join(" → ")}.`, { cycle });
}

function renameKey(draft: Draft, { path, name }: Extract<Gesture, { kind: "rename-key" }>): void {
  if (draft.value(path) === undefined) throw refuse("bad-path", `There is nothing at ${path.join(".")}.`, { path });
  if (draft.value([...path.slice(0, -1), name]) !== undefined) {
    throw refuse("name-taken", `There is a "${name}" already.`, { path });
  }
  draft.rename(path, name);
}
