import type { Node, NodeProps } from "@xyflow/react";
import { memo } from "react";
import styles from "./lane-node.module.css";

export type LaneFlowNode = Node<{ readonly group: string }, "lane">;

/** The ground of a swim lane. */
export const LaneNode = memo(function LaneNode({ data }: NodeProps<LaneFlowNode>) {
  return (
    <div className={styles.lane}>
      <span>{data.group}</span>
    </div>
  );
});
