import { type ConnectionLineComponentProps, useStore } from "@xyflow/react";
import { createContext, useContext } from "react";
import styles from "./connection-line.module.css";
import { pathThrough } from "./geometry.ts";

export interface Judgement {
  readonly allowed: boolean;
  /** Why not. */
  readonly message?: string;
}

/** Judges a connection that is being drawn. */
export const JudgeContext = createContext<((from: string, to: string) => Judgement) | undefined>(undefined);

/** Pixels of the screen within which a reason in the middle would be cut off. */
const nearEdge = 220;

/** The connection while it is being drawn, with the reason where it would be refused. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromNode, toNode, fromHandle }: ConnectionLineComponentProps) {
  const judge = useContext(JudgeContext);
  const left = useStore(({ transform: [x] }) => x);
  const zoom = useStore(({ transform: [, , z] }) => z);
  const width = useStore((state) => state.width);
  // The reason is read at any zoom, and whole beside the edges of the canvas too.
  const unit = 1 / zoom;
  const onScreen = toX * zoom + left;
  const anchor = onScreen < nearEdge ? "start" : onScreen > width - nearEdge ? "end" : "middle";
  const backwards = fromHandle.type === "target";
  const [from, to] = backwards ? [toNode?.id, fromNode.id] : [fromNode.id, toNode?.id];
  const verdict = from === undefined || to === undefined ? undefined : judge?.(from, to);
  const refused = verdict?.allowed === false;
  const ends = [
    { x: fromX, y: fromY },
    { x: toX, y: toY },
  ];
  return (
    <g className={refused ? styles.refused : styles.line}>
      <path d={pathThrough(backwards ? ends.toReversed() : ends)} />
      {refused ? (
        <text x={toX} y={toY - 22 * unit} fontSize={13 * unit} strokeWidth={5 * unit} textAnchor={anchor}>
          {verdict.message}
        </text>
      ) : null}
    </g>
  );
}
