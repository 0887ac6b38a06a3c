import { createContext, useContext } from "react";
import type { CanvasEdge } from "./canvas-editing.ts";
import { type DropTarget, isSameEdge, isSameTarget, type Point } from "./geometry.ts";
import { createSignal, type Signal } from "./signal.ts";

/** What changes while the pointer moves. */
export interface CanvasMotion {
  /** Where stages are while they are dragged; they return to their places when it is empty. */
  readonly dragged: Signal<ReadonlyMap<string, Point>>;
  /** What something would be dropped on. */
  readonly target: Signal<DropTarget>;
  /** The edge under the pointer. */
  readonly hovered: Signal<CanvasEdge | undefined>;
  /** Whether a hand moves the view. */
  readonly held: Signal<boolean>;
}

export const ground: DropTarget = { kind: "ground" };
export const noPlaces: ReadonlyMap<string, Point> = new Map();

export function createCanvasMotion(): CanvasMotion {
  return {
    dragged: createSignal(noPlaces),
    target: createSignal(ground, isSameTarget),
    hovered: createSignal<CanvasEdge | undefined>(undefined, isSameEdge),
    held: createSignal(false),
  };
}

/** Of the canvas around. */
export const MotionContext = createContext<CanvasMotion | undefined>(undefined);

export function useMotion(): CanvasMotion {
  const motion = useContext(MotionContext);
  if (motion === undefined) throw new Error("there is no canvas around");
  return motion;
}
