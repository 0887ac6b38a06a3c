import "@xyflow/react/dist/base.css";
import type { GraphLayout, OutlineStage } from "@headrace/pipeline/outline";
import {
  Background,
  BackgroundVariant,
  MiniMap,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  type ReactFlowState,
  SelectionMode,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { type DragEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CanvasEditing } from "./canvas-editing.ts";
import { CanvasTools } from "./canvas-tools.tsx";
import { ConnectionLine, JudgeContext } from "./connection-line.tsx";
import { type DropTarget, dropTargetAt, nodeSize, type Point, placesOf } from "./geometry.ts";
import { LaneNode } from "./lane-node.tsx";
import styles from "./stage-canvas.module.css";
import { StageEdge } from "./stage-edge.tsx";
import type { StageFacts } from "./stage-facts.ts";
import { StageList } from "./stage-list.tsx";
import { StageNode } from "./stage-node.tsx";
import { type CanvasNode, useFlow } from "./use-flow.ts";

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
  /** Absent where the graph is only looked at. */
  readonly editing?: CanvasEditing;
  /** A stage to bring into view; again whenever `at` changes. */
  readonly reveal?: { readonly stage: string; readonly at: number };
  /** Lies over the canvas. */
  readonly children?: ReactNode;
}

const nodeTypes = { stage: StageNode, lane: LaneNode };
const edgeTypes = { stage: StageEdge };
const several = ["Meta", "Control", "Shift"];
const fitting = { padding: 0.12, maxZoom: 1 };
/** The type of what is dragged from the stage library. */
export const stageTypeMedia = "application/x-headrace-stage-type";

/** A pipeline as a graph: to draw, to watch, to compare. */
export function StageCanvas(props: StageCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas(props: StageCanvasProps) {
  const { label, stages, layout, selected, onSelect, onOpen, editing, reveal, children } = props;
  const flow = useReactFlow();
  const places = useMemo(() => placesOf(layout), [layout]);
  const [dragged, setDragged] = useState<ReadonlyMap<string, Point>>(noPlaces);
  const [target, setTarget] = useState<DropTarget>(ground);
  const { nodes, edges } = useFlow({ ...props, places, dragged, target });
  // Far away nobody can read: what is small is left out, and while one moves the picture is only scaled.
  const far = useStore(isFar);
  const frame = useRef<HTMLDivElement>(null);
  const chosen = useRef(selected);
  chosen.current = selected;

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const next = new Set(chosen.current);
      const moved = new Map<string, Point>();
      for (const change of changes) {
        if (change.type === "select" && change.selected) next.add(change.id);
        else if (change.type === "select") next.delete(change.id);
        else if (change.type === "position" && change.dragging === true && change.position !== undefined) {
          moved.set(change.id, change.position);
        }
      }
      if (moved.size > 0) setDragged((before) => new Map([...before, ...moved]));
      const same = next.size === chosen.current.length && chosen.current.every((id) => next.has(id));
      if (!same) {
        chosen.current = [...next];
        onSelect(chosen.current);
      }
    },
    [onSelect],
  );

  const judge = editing?.judge;
  const isValid = useCallback(
    ({ source, target: to }: { readonly source: string; readonly target: string }) =>
      judge?.(source, to).allowed === true,
    [judge],
  );
  const pointOf = (event: { readonly clientX: number; readonly clientY: number }) =>
    flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });

  useEffect(() => {
    if (reveal === undefined) return;
    const node = flow.getNode(reveal.stage);
    if (node === undefined) return;
    const { x, y, zoom } = flow.getViewport();
    const size = frame.current?.getBoundingClientRect();
    if (size === undefined) return;
    const [left, top] = [node.position.x * zoom + x, node.position.y * zoom + y];
    const [right, bottom] = [left + nodeSize.width * zoom, top + nodeSize.height * zoom];
    if (left >= 8 && top >= 8 && right <= size.width - 8 && bottom <= size.height - 8) return;
    void flow.setCenter(node.position.x + nodeSize.width / 2, node.position.y + nodeSize.height / 2, {
      zoom,
      duration: 150,
    });
  }, [reveal, flow]);

  const dropped = (event: DragEvent): void => {
    const type = event.dataTransfer.getData(stageTypeMedia);
    setTarget(ground);
    if (type === "" || editing === undefined) return;
    event.preventDefault();
    editing.onDropType(type, dropTargetAt(places, pointOf(event)));
  };

  return (
    <JudgeContext value={editing?.judge}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: things are dropped here; the library's keys do the same */}
      <div
        ref={frame}
        className={styles.canvas}
        data-far={far ? "" : undefined}
        data-editing={editing === undefined ? undefined : ""}
        onDragOver={(event) => {
          if (editing === undefined || !event.dataTransfer.types.includes(stageTypeMedia)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = "copy";
          const next = dropTargetAt(places, pointOf(event));
          setTarget((before) => (isSameTarget(before, next) ? before : next));
          editing.onOverType(next);
        }}
        onDragLeave={(event) => {
          if (event.currentTarget.contains(event.relatedTarget instanceof Node ? event.relatedTarget : null)) return;
          setTarget(ground);
          editing?.onOverType(undefined);
        }}
        onDrop={dropped}
      >
        <ReactFlow<CanvasNode, (typeof edges)[number]>
          aria-label={label}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onNodeDoubleClick={(_, node) => onOpen?.(node.id)}
          onPaneClick={() => {
            editing?.onSelectEdge(undefined);
            onSelect([]);
          }}
          onEdgeClick={(_, edge) => editing?.onSelectEdge({ from: edge.source, to: edge.target })}
          onNodeDrag={(event, node, all) => {
            if (all.length > 1) return;
            const next = dropTargetAt(places, pointerOf(event, pointOf), node.id);
            setTarget((before) => (isSameTarget(before, next) ? before : next));
          }}
          onNodeDragStop={(event, node, all) => {
            setDragged(noPlaces);
            setTarget(ground);
            if (all.length > 1) return;
            const over = dropTargetAt(places, pointerOf(event, pointOf), node.id);
            if (over.kind !== "ground") editing?.onDropStage(node.id, over);
          }}
          onConnect={({ source, target: to }) => editing?.onConnect({ from: source, to })}
          isValidConnection={isValid}
          onMoveStart={() => frame.current?.setAttribute("data-moving", "")}
          onMoveEnd={() => frame.current?.removeAttribute("data-moving")}
          connectionLineComponent={ConnectionLine}
          connectionRadius={36}
          nodesDraggable={editing !== undefined}
          nodesConnectable={editing !== undefined}
          nodesFocusable={false}
          edgesFocusable={false}
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
          fitView
          fitViewOptions={fitting}
          proOptions={withoutMark}
          nodeDragThreshold={4}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
          {stages.length > 12 ? (
            <MiniMap
              className={styles.map ?? ""}
              pannable
              zoomable
              ariaLabel="The whole graph, small"
              nodeBorderRadius={8}
            />
          ) : null}
          <CanvasTools />
          {children}
        </ReactFlow>
        <StageList label={label} stages={stages} facts={props.facts} />
      </div>
    </JudgeContext>
  );
}

const isFar = ({ transform: [, , zoom] }: ReactFlowState): boolean => zoom < 0.45;
const noPlaces: ReadonlyMap<string, Point> = new Map();
const ground: DropTarget = { kind: "ground" };
const withoutMark = { hideAttribution: true };

function pointerOf(
  event: unknown,
  pointOf: (event: { readonly clientX: number; readonly clientY: number }) => Point,
): Point {
  if (event instanceof MouseEvent) return pointOf(event);
  const touch = event instanceof TouchEvent ? event.changedTouches.item(0) : null;
  return touch === null ? { x: Number.NaN, y: Number.NaN } : pointOf(touch);
}

function isSameTarget(left: DropTarget, right: DropTarget): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
