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

/** The connection while it is being drawn, with the reason where it would be refused. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromNode, toNode, fromHandle }: ConnectionLineComponentProps) {
  const judge = useContext(JudgeContext);
  // The reason is read at any zoom.
  const unit = 1 / useStore(({ transform: [, , zoom] }) => zoom);
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
        <text x={toX} y={toY - 22 * unit} fontSize={13 * unit} strokeWidth={5 * unit}>
          {verdict.message}
        </text>
      ) : null}
    </g>
  );
}
