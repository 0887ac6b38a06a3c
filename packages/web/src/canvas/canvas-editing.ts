import type { Judgement } from "./connection-line.tsx";
import type { DropTarget } from "./geometry.ts";

/** From the stage that is needed to the stage that needs it. */
export interface CanvasEdge {
  readonly from: string;
  readonly to: string;
}

/** What can be done to a graph by hand. */
export interface CanvasEditing {
  readonly selectedEdge: CanvasEdge | undefined;
  readonly onSelectEdge: (edge: CanvasEdge | undefined) => void;
  /** Whether a connection can be drawn, said while it is drawn. */
  readonly judge: (from: string, to: string) => Judgement;
  readonly onConnect: (edge: CanvasEdge) => void;
  /** The "+" on an edge. */
  readonly onInsert: (edge: CanvasEdge) => void;
  /** A stage was dropped on another or on an edge. */
  readonly onDropStage: (stage: string, target: DropTarget) => void;
  /** A stage type was dropped. */
  readonly onDropType: (type: string, target: DropTarget) => void;
  /** A stage type is being dragged over this; undefined when it left. */
  readonly onOverType: (target: DropTarget | undefined) => void;
}
