import { type NodeChange, type ReactFlowProps, useReactFlow } from "@xyflow/react";
import { type DragEvent, type RefObject, useMemo, useRef } from "react";
import type { CanvasEditing } from "./canvas-editing.ts";
import { type CanvasMotion, ground, noPlaces } from "./canvas-motion.ts";
import { dropTargetAt, edgeAt, type Places, type Point } from "./geometry.ts";
import { stageTypeMedia } from "./stage-type-media.ts";
import type { CanvasNode } from "./use-flow.ts";

export interface CanvasEventsInput {
  readonly places: Places;
  readonly selected: readonly string[];
  readonly onSelect: (stages: readonly string[]) => void;
  readonly onOpen: ((stage: string) => void) | undefined;
  readonly editing: CanvasEditing | undefined;
  readonly motion: CanvasMotion;
  readonly frame: RefObject<HTMLDivElement | null>;
}

/** How near to an edge the pointer must be to mean it, in pixels at full size. */
const reach = 9;

/**
 * What the canvas does when something is pointed at, dragged or dropped. The same functions for as long as it is shown,
 * so that the canvas library is not set up anew whenever something changes.
 */
export function useCanvasEvents(input: CanvasEventsInput) {
  const flow = useReactFlow();
  const latest = useRef(input);
  latest.current = input;
  // Several changes may come before the selection has gone round.
  const chosen = useRef(input.selected);
  chosen.current = input.selected;

  return useMemo(() => {
    const { motion, frame } = latest.current;
    const pointAt = (event: Pointed): Point => flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const edgeUnder = (event: Pointed) => {
      if (latest.current.editing === undefined) return undefined;
      const edge = edgeAt(latest.current.places, pointAt(event), { reach: reach / Math.min(1, flow.getZoom()) });
      return edge === undefined ? undefined : { from: edge.from, to: edge.to };
    };
    const move = (places: ReadonlyMap<string, Point>): void => {
      // Straight to the page: nothing but these stages and their edges is drawn anew.
      for (const [id, { x, y }] of new Map([...motion.dragged.get(), ...places])) {
        const home = latest.current.places.stages.get(id);
        const element = frame.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
        if (home === undefined || element === null || element === undefined) continue;
        element.style.translate = places.has(id) ? `${x - home.x}px ${y - home.y}px` : "";
      }
      motion.dragged.set(places);
    };

    const events = {
      onNodesChange: (changes: NodeChange<CanvasNode>[]) => {
        const next = new Set(chosen.current);
        const moved = new Map<string, Point>();
        for (const change of changes) {
          if (change.type === "select" && change.selected) next.add(change.id);
          else if (change.type === "select") next.delete(change.id);
          else if (change.type === "position" && change.dragging === true && change.position !== undefined) {
            moved.set(change.id, change.position);
          }
        }
        if (moved.size > 0) move(new Map([...motion.dragged.get(), ...moved]));
        const same = next.size === chosen.current.length && chosen.current.every((id) => next.has(id));
        if (same) return;
        chosen.current = [...next];
        latest.current.onSelect(chosen.current);
      },
      onNodeDoubleClick: (_, node) => latest.current.onOpen?.(node.id),
      onPaneMouseMove: (event) => {
        const onGround =
          event.buttons === 0 && !(event.target instanceof Element && event.target.closest(".react-flow__node"));
        motion.hovered.set(onGround ? edgeUnder(event) : undefined);
      },
      onPaneMouseLeave: ({ relatedTarget }) => {
        // The button on the edge lies over the ground: who goes to press it has not left the edge.
        const isOnButton = relatedTarget instanceof Element && relatedTarget.closest("[data-insert]") !== null;
        if (!isOnButton) motion.hovered.set(undefined);
      },
      onPaneClick: (event) => {
        const { editing, onSelect } = latest.current;
        const edge = edgeUnder(event);
        if (edge === undefined) onSelect([]);
        editing?.onSelectEdge(edge);
      },
      onNodeDrag: (event, node, all) => {
        if (all.length > 1) return;
        motion.target.set(dropTargetAt(latest.current.places, pointerOf(event, pointAt), node.id));
      },
      onNodeDragStop: (event, node, all) => {
        const { places, editing } = latest.current;
        move(noPlaces);
        motion.target.set(ground);
        if (all.length > 1) return;
        const over = dropTargetAt(places, pointerOf(event, pointAt), node.id);
        if (over.kind !== "ground") editing?.onDropStage(node.id, over);
      },
      onConnect: ({ source, target }) => latest.current.editing?.onConnect({ from: source, to: target }),
      isValidConnection: ({ source, target }) => latest.current.editing?.judge(source, target).allowed === true,
      onMoveStart: (event) => {
        frame.current?.setAttribute("data-moving", "");
        // Without an event it is the page itself that moves the view.
        if (event !== null) motion.held.set(true);
      },
      onMoveEnd: () => {
        frame.current?.removeAttribute("data-moving");
        motion.held.set(false);
      },
    } satisfies Partial<ReactFlowProps<CanvasNode>>;

    const drops = {
      onDragOver: (event: DragEvent) => {
        const { editing, places } = latest.current;
        if (editing === undefined || !event.dataTransfer.types.includes(stageTypeMedia)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        const next = dropTargetAt(places, pointAt(event));
        motion.target.set(next);
        editing.onOverType(next);
      },
      onDragLeave: (event: DragEvent) => {
        if (event.currentTarget.contains(event.relatedTarget instanceof Node ? event.relatedTarget : null)) return;
        motion.target.set(ground);
        latest.current.editing?.onOverType(undefined);
      },
      onDrop: (event: DragEvent) => {
        const { editing, places } = latest.current;
        const type = event.dataTransfer.getData(stageTypeMedia);
        motion.target.set(ground);
        if (type === "" || editing === undefined) return;
        event.preventDefault();
        editing.onDropType(type, dropTargetAt(places, pointAt(event)));
      },
    };
    return { events, drops };
  }, [flow]);
}

interface Pointed {
  readonly clientX: number;
  readonly clientY: number;
}

function pointerOf(event: unknown, pointAt: (event: Pointed) => Point): Point {
  if (event instanceof MouseEvent) return pointAt(event);
  const touch = event instanceof TouchEvent ? event.changedTouches.item(0) : null;
  return touch === null ? { x: Number.NaN, y: Number.NaN } : pointAt(touch);
}
