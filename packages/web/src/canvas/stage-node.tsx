import type { OutlineStage } from "@headrace/pipeline/outline";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo, useContext } from "react";
import { StatusIcon } from "../common/status-icon.tsx";
import { type StatusShape, statusOf } from "../common/statuses.ts";
import { visibleText } from "../common/visible-text.ts";
import { useMotion } from "./canvas-motion.ts";
import { CategoryIcon } from "./category-icon.tsx";
import { cut } from "./cut.ts";
import { DetailContext, isNear } from "./detail.ts";
import { useSignal } from "./signal.ts";
import type { StageFacts } from "./stage-facts.ts";
import styles from "./stage-node.module.css";

export type StageNodeData = {
  readonly stage: OutlineStage;
  readonly facts: StageFacts | undefined;
  readonly connectable: boolean;
};

export type StageFlowNode = Node<StageNodeData, "stage">;

/** Of what failed, in whatever way. */
const alarming: readonly StatusShape[] = ["cross", "clock", "plug"];

/** A stage on a canvas. */
export const StageNode = memo(function StageNode({ data, selected }: NodeProps<StageFlowNode>) {
  const { stage, facts, connectable } = data;
  const name = visibleText(stage.name);
  const line = visibleText(facts?.line ?? describe(stage));
  const detail = useContext(DetailContext);
  const target = useSignal(useMotion().target, (at) => at.kind === "stage" && at.stage === stage.id);
  const status = facts?.status === undefined ? undefined : statusOf(facts.status);
  const classes = [
    styles.node,
    selected ? styles.selected : "",
    target ? styles.target : "",
    facts?.faint === true ? styles.faint : "",
    facts?.change === undefined ? "" : styles[facts.change],
    status === undefined ? "" : styles[`of-${status.colour}`],
    status !== undefined && alarming.includes(status.shape) ? styles.alarming : "",
  ];
  const title = titleOf(stage, line);
  const ports =
    connectable && isNear(detail) ? (
      <>
        <Handle className={styles.port} type="target" position={Position.Left} />
        <Handle className={styles.port} type="source" position={Position.Right} />
      </>
    ) : null;
  if (detail !== "whole") {
    const mark = facts?.problems === undefined ? "" : styles[`has-${facts.problems.severity}`];
    const isBox = detail === "box";
    return (
      <div className={`${classes.join(" ")} ${isBox ? styles.box : styles.far} ${mark}`} title={title}>
        {isBox || facts?.status === undefined ? null : <StatusIcon status={facts.status} size={26} />}
        {isBox ? null : (
          <div className={styles.farWords}>
            {cut(name, facts?.status === undefined ? 15 : 12)}
            {detail === "title" && facts?.line !== undefined ? <div>{line}</div> : null}
          </div>
        )}
        {ports}
      </div>
    );
  }
  return (
    <div className={classes.join(" ")} title={title}>
      {facts?.status === undefined ? (
        <CategoryIcon category={stage.category} />
      ) : (
        <StatusIcon status={facts.status} size={18} />
      )}
      <div className={styles.words}>
        <div className={styles.name}>
          <span>{name}</span>
          {stage.instances === undefined || stage.instances === 1 ? null : (
            <span className={styles.count}>×{stage.instances ?? "?"}</span>
          )}
        </div>
        <div className={styles.line}>{line}</div>
      </div>
      <div className={styles.signs}>
        {facts?.change === undefined ? null : <span className={styles.change}>{facts.change}</span>}
        {facts?.problems === undefined ? null : <Problems {...facts.problems} />}
        {stage.approval ? <StatusIcon status="asking" size={14} /> : null}
      </div>
      {facts?.progress === undefined ? null : (
        <progress className={styles.progress} value={facts.progress} max={1} aria-label="Elapsed of the usual time" />
      )}
      {ports}
    </div>
  );
});

function Problems({ severity, count }: NonNullable<StageFacts["problems"]>) {
  const words = `${count} ${severity}${count === 1 ? "" : "s"}`;
  return (
    <span className={severity === "error" ? styles.errors : styles.warnings} role="img" aria-label={words}>
      {count}
    </span>
  );
}

/** What the stage is, in a few words. */
function describe(stage: OutlineStage): string {
  const what = stage.uses ?? (stage.steps === 1 ? "1 step" : `${stage.steps} steps`);
  const more = [
    stage.environment === undefined ? "" : `to ${stage.environment}`,
    stage.when === undefined ? "" : "conditional",
  ];
  return [what, ...more.filter((word) => word !== "")].join(" · ");
}

function titleOf({ id, name, when }: OutlineStage, line: string): string {
  const called = name === id ? id : `${visibleText(name)} (${id})`;
  return [called, line, when === undefined ? "" : `when ${visibleText(when)}`].filter(Boolean).join("\n");
}
