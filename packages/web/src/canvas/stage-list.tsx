import type { OutlineStage } from "@headrace/pipeline/outline";
import { memo } from "react";
import { statusOf } from "../common/statuses.ts";
import { Visible } from "../common/visible.tsx";
import { visibleText } from "../common/visible-text.ts";
import styles from "./stage-canvas.module.css";
import type { StageFacts } from "./stage-facts.ts";

/** The graph as a list, for who does not see it. */
export const StageList = memo(function StageList({
  label,
  stages,
  facts,
}: {
  readonly label: string;
  readonly stages: readonly OutlineStage[];
  readonly facts: ReadonlyMap<string, StageFacts> | undefined;
}) {
  return (
    <ul className={styles.list} aria-label={`${label}, as a list`}>
      {stages.map((stage) => {
        const fact = facts?.get(stage.id);
        const needs = stage.needs.map(({ stage: need }) => need).join(", ");
        return (
          <li key={stage.id}>
            <Visible>{stage.name}</Visible>
            {fact?.status === undefined ? "" : `: ${statusOf(fact.status).word}`}
            {needs === "" ? ", waits for nothing" : `, waits for ${needs}`}
            {fact?.line === undefined ? "" : `, ${visibleText(fact.line)}`}
            {fact?.problems === undefined ? "" : `, ${fact.problems.count} ${fact.problems.severity}s`}
          </li>
        );
      })}
    </ul>
  );
});
