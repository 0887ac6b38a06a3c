import type { OutlineStage } from "@headrace/pipeline/outline";
import { Position } from "@xyflow/react";
import { useMemo, useRef } from "react";
import { nodeSize, type Places, type Point } from "./geometry.ts";
import type { LaneFlowNode } from "./lane-node.tsx";
import type { StageFacts } from "./stage-facts.ts";
import type { StageFlowNode } from "./stage-node.tsx";

export type CanvasNode = StageFlowNode | LaneFlowNode;

export interface FlowInput {
  readonly stages: readonly OutlineStage[];
  readonly places: Places;
  readonly selected: readonly string[];
  readonly facts: ReadonlyMap<string, StageFacts> | undefined;
  /** Whether stages can be dragged and connected. */
  readonly canEdit: boolean;
}

/** Where edges begin and end, so that nothing has to be measured. */
const handles = [
  {
    id: null,
    type: "target" as const,
    position: Position.Left,
    x: -5,
    y: nodeSize.height / 2 - 5,
    width: 10,
    height: 10,
  },
  {
    id: null,
    type: "source" as const,
    position: Position.Right,
    x: nodeSize.width - 5,
    y: nodeSize.height / 2 - 5,
    width: 10,
    height: 10,
  },
];

/** The stages in the words of the canvas library. What did not change is the same object, so that it is not drawn anew. */
export function useFlow({ stages, places, selected, facts, canEdit }: FlowInput): CanvasNode[] {
  const known = useRef(new Map<string, { readonly signature: readonly unknown[]; readonly node: StageFlowNode }>());

  const lanes = useMemo(
    () =>
      places.lanes.map(
        ({ group, x, y, width, height }): LaneFlowNode => ({
          id: `lane ${group}`,
          type: "lane",
          position: { x, y },
          data: { group },
          width,
          height,
          measured: { width, height },
          draggable: false,
          selectable: false,
          connectable: false,
          zIndex: -1,
        }),
      ),
    [places],
  );

  return useMemo<CanvasNode[]>(() => {
    const chosen = new Set(selected);
    const before = known.current;
    const next = new Map<string, { readonly signature: readonly unknown[]; readonly node: StageFlowNode }>();
    const made = stages.map((stage) => {
      const { x, y } = places.stages.get(stage.id) ?? origin;
      const fact = facts?.get(stage.id);
      const signature = [stage, fact, x, y, chosen.has(stage.id), canEdit];
      const old = before.get(stage.id);
      const node: StageFlowNode = old?.signature.every((part, index) => part === signature[index])
        ? old.node
        : {
            id: stage.id,
            type: "stage",
            position: { x, y },
            // A transform of its own would make each stage a picture of its own to put together in every frame.
            style: { transform: "none", left: x, top: y },
            data: { stage, facts: fact, connectable: canEdit },
            width: nodeSize.width,
            height: nodeSize.height,
            measured: nodeSize,
            handles,
            selected: chosen.has(stage.id),
          };
      next.set(stage.id, { signature, node });
      return node;
    });
    known.current = next;
    return [...lanes, ...made];
  }, [stages, places, selected, facts, lanes, canEdit]);
}

const origin: Point = { x: 0, y: 0 };
