import type { OutlineStage } from "@headrace/pipeline/outline";
import { Position } from "@xyflow/react";
import { useMemo, useRef } from "react";
import type { CanvasEditing } from "./canvas-editing.ts";
import { type DropTarget, nodeSize, type Places, type Point } from "./geometry.ts";
import type { LaneFlowNode } from "./lane-node.tsx";
import type { StageFlowEdge } from "./stage-edge.tsx";
import type { StageFacts } from "./stage-facts.ts";
import type { StageFlowNode } from "./stage-node.tsx";

export type CanvasNode = StageFlowNode | LaneFlowNode;

export interface FlowInput {
  readonly stages: readonly OutlineStage[];
  readonly places: Places;
  readonly selected: readonly string[];
  readonly facts?: ReadonlyMap<string, StageFacts>;
  readonly filesOf?: (from: string, to: string) => readonly string[];
  readonly editing?: CanvasEditing;
  /** Where stages are while they are dragged. */
  readonly dragged: ReadonlyMap<string, Point>;
  readonly target: DropTarget;
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

/** The graph in the words of the canvas library. What did not change is the same object, so that it is not drawn anew. */
export function useFlow(input: FlowInput): { readonly nodes: CanvasNode[]; readonly edges: StageFlowEdge[] } {
  const { stages, places, selected, facts, filesOf, editing, dragged, target } = input;
  const known = useRef(new Map<string, { readonly signature: readonly unknown[]; readonly node: StageFlowNode }>());
  const canEdit = editing !== undefined;

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

  const nodes = useMemo<CanvasNode[]>(() => {
    const chosen = new Set(selected);
    const before = known.current;
    const next = new Map<string, { readonly signature: readonly unknown[]; readonly node: StageFlowNode }>();
    const over = target.kind === "stage" ? target.stage : undefined;
    const made = stages.map((stage) => {
      const position = dragged.get(stage.id) ?? places.stages.get(stage.id) ?? origin;
      const fact = facts?.get(stage.id);
      const isDragged = dragged.has(stage.id);
      const signature = [
        stage,
        fact,
        position.x,
        position.y,
        chosen.has(stage.id),
        over === stage.id,
        isDragged,
        canEdit,
      ];
      const old = before.get(stage.id);
      const node: StageFlowNode = old?.signature.every((part, index) => part === signature[index])
        ? old.node
        : {
            id: stage.id,
            type: "stage",
            position: { x: position.x, y: position.y },
            data: { stage, facts: fact, target: over === stage.id, connectable: canEdit },
            width: nodeSize.width,
            height: nodeSize.height,
            measured: nodeSize,
            handles,
            selected: chosen.has(stage.id),
            dragging: isDragged,
          };
      next.set(stage.id, { signature, node });
      return node;
    });
    known.current = next;
    return [...lanes, ...made];
  }, [stages, places, selected, facts, dragged, target, lanes, canEdit]);

  const onInsert = editing?.onInsert;
  const selectedEdge = editing?.selectedEdge;
  const edges = useMemo(
    () =>
      places.edges.map(({ from, to, implied, points }): StageFlowEdge => {
        const isTarget = target.kind === "edge" && target.from === from && target.to === to;
        const isSelected = selectedEdge?.from === from && selectedEdge.to === to;
        return {
          id: `${from} ${to}`,
          type: "stage",
          source: from,
          target: to,
          selected: isSelected,
          data: { turns: points.slice(1, -1), implied, files: filesOf?.(from, to) ?? none, target: isTarget, onInsert },
        };
      }),
    [places, filesOf, target, selectedEdge, onInsert],
  );
  return { nodes, edges };
}

const origin: Point = { x: 0, y: 0 };
const none: readonly string[] = [];
