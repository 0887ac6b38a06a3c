import "@xyflow/react/dist/base.css";
import type { GraphLayout, OutlineStage } from "@headrace/pipeline/outline";
import {
  ReactFlow,
  ReactFlowProvider,
  type ReactFlowState,
  SelectionMode,
  useStore,
  useUpdateNodeInternals,
} from "@xyflow/react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { CanvasEdge, CanvasEditing } from "./canvas-editing.ts";
import { createCanvasMotion, MotionContext } from "./canvas-motion.ts";
import { CanvasTools } from "./canvas-tools.tsx";
import { ConnectionLine, JudgeContext } from "./connection-line.tsx";
import { type Detail, DetailContext, detailAt, isNear } from "./detail.ts";
import { placesOf } from "./geometry.ts";
import { LaneNode } from "./lane-node.tsx";
import { SmallMap } from "./small-map.tsx";
import styles from "./stage-canvas.module.css";
import type { StageFacts } from "./stage-facts.ts";
import { StageList } from "./stage-list.tsx";
import { StageNode } from "./stage-node.tsx";
import { useCanvasEvents } from "./use-canvas-events.ts";
import { useFirstView } from "./use-first-view.ts";
import { useFlow } from "./use-flow.ts";
import { type Reveal, useReveal } from "./use-reveal.ts";
import { Ways } from "./ways.tsx";

export interface StageCanvasProps {
  /** Read out for the whole graph. */
  readonly label: string;
  readonly stages: readonly OutlineStage[];
  readonly layout: GraphLayout;
  readonly selected: readonly string[];
  readonly onSelect: (stages: readonly string[]) => void;
  /** Pressed twice. */
  readonly onOpen?: (stage: string) => void;
  /** What is told of stages, by id: the status layer. A fact that is the same object is not drawn anew. */
  readonly facts?: ReadonlyMap<string, StageFacts>;
  /** The files that pass over an edge. */
  readonly filesOf?: (from: string, to: string) => readonly string[];
  /** Those in which something is wrong. */
  readonly wrongEdges?: readonly CanvasEdge[];
  /** Absent where the graph is only looked at. */
  readonly editing?: CanvasEditing;
  /** What is to be in view. */
  readonly reveal?: Reveal;
  /** Lies over the canvas. */
  readonly children?: ReactNode;
}

const nodeTypes = { stage: StageNode, lane: LaneNode };
const several = ["Meta", "Control", "Shift"];
const withoutMark = { hideAttribution: true };

/** A pipeline as a graph: to draw, to watch, to compare. */
export function StageCanvas(props: StageCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas(props: StageCanvasProps) {
  const { label, stages, layout, selected, onSelect, onOpen, facts, filesOf, wrongEdges, editing, reveal, children } =
    props;
  const places = useMemo(() => placesOf(layout), [layout]);
  const frame = useRef<HTMLDivElement>(null);
  const [motion] = useState(createCanvasMotion);
  const nodes = useFlow({ stages, places, selected, facts, canEdit: editing !== undefined });
  const detail = useStore(detailNow);
  const { events, drops } = useCanvasEvents({ places, selected, onSelect, onOpen, editing, motion, frame });
  const { isPlaced, onInit } = useFirstView(places, frame);
  useReveal({ reveal, places, held: motion.held, isPlaced });
  usePorts(detail, frame);
  return (
    <JudgeContext value={editing?.judge}>
      <MotionContext value={motion}>
        <DetailContext value={detail}>
          <div
            ref={frame}
            className={styles.canvas}
            data-waiting={isPlaced ? undefined : ""}
            data-editing={editing === undefined ? undefined : ""}
          >
            <ReactFlow
              aria-label={label}
              nodes={nodes}
              nodeTypes={nodeTypes}
              {...events}
              {...drops}
              onInit={onInit}
              connectionLineComponent={ConnectionLine}
              connectionRadius={36}
              nodesDraggable={editing !== undefined}
              nodesConnectable={editing !== undefined}
              nodesFocusable={false}
              elevateNodesOnSelect={false}
              deleteKeyCode={null}
              multiSelectionKeyCode={several}
              selectionKeyCode="Shift"
              selectionMode={SelectionMode.Partial}
              disableKeyboardA11y
              onlyRenderVisibleElements={stages.length > 60}
              minZoom={0.08}
              maxZoom={2}
              zoomOnDoubleClick={false}
              proOptions={withoutMark}
              nodeDragThreshold={4}
            >
              <Ways places={places} filesOf={filesOf} wrongEdges={wrongEdges} editing={editing} />
              {stages.length > 12 ? <SmallMap places={places} /> : null}
              <CanvasTools />
              {children}
            </ReactFlow>
            <StageList label={label} stages={stages} facts={facts} />
          </div>
        </DetailContext>
      </MotionContext>
    </JudgeContext>
  );
}

const detailNow = ({ transform: [, , zoom] }: ReactFlowState): Detail => detailAt(zoom);

/** Ports that were left out far away are measured when they are there again: connections begin and end at them. */
function usePorts(detail: Detail, frame: { readonly current: HTMLElement | null }): void {
  const update = useUpdateNodeInternals();
  const near = isNear(detail);
  useEffect(() => {
    if (!near) return;
    const drawn = frame.current?.querySelectorAll<HTMLElement>("[data-id].react-flow__node-stage") ?? [];
    update(Array.from(drawn, ({ dataset }) => dataset.id ?? ""));
  }, [near, frame, update]);
}
