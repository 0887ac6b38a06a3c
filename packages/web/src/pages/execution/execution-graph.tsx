import { outlineOf } from "@headrace/pipeline/outline";
import { useMemo, useState } from "react";
import { StageCanvas } from "../../canvas/stage-canvas.tsx";
import { useLayout } from "../../canvas/use-layout.ts";
import type { Reveal } from "../../canvas/use-reveal.ts";
import { useSteadyFacts } from "../../canvas/use-steady-facts.ts";
import { walkActions } from "../../canvas/walk-actions.ts";
import { useNow } from "../../common/clock.tsx";
import { usePageActions } from "../../shell/actions.tsx";
import styles from "./execution-visualizer.module.css";
import { stageFactsOf } from "./stage-facts-of.ts";
import type { StagesViewProps } from "./stages-view.ts";

/** The stages of an execution as the graph that they were drawn as. */
export function ExecutionGraph({ plan, stages, usual, moment, selected, onSelect, onOpen }: StagesViewProps) {
  const clock = useNow(1000);
  const now = moment ?? clock;
  const outline = useMemo(() => {
    if (plan === undefined) return [];
    const planned = new Set(plan.stages.map(({ id }) => id));
    // Of a part that runs alone, only that part.
    return outlineOf(plan.pipeline)
      .stages.filter(({ id }) => planned.has(id))
      .map((stage) => ({ ...stage, needs: stage.needs.filter((need) => planned.has(need.stage)) }));
  }, [plan]);
  const layout = useLayout(outline);
  const told = useMemo(
    () => new Map(stages.map((stage) => [stage.id, stageFactsOf(stage, { usual, now })])),
    [stages, usual, now],
  );
  const facts = useSteadyFacts(told);
  const [reveal, setReveal] = useState<Reveal | undefined>(undefined);
  const [here] = selected;
  const walk = walkActions({
    section: "Graph",
    layout,
    from: here,
    onArrive: (stage) => {
      onSelect([stage]);
      setReveal({ stages: [stage], at: Date.now() });
    },
  });
  // Until a stage is chosen, up and down move the page, and Esc leads back.
  usePageActions([
    walk.right,
    walk.left,
    ...(here === undefined
      ? []
      : [
          walk.up,
          walk.down,
          {
            name: "Open the stage's log",
            section: "Graph",
            keys: "Enter",
            run: () => onOpen(here),
          } as const,
          { name: "Let go", section: "Graph", keys: "Escape", unlisted: true, run: () => onSelect([]) } as const,
        ]),
  ]);
  const rows = layout.lanes.length === 0 ? 1 : Math.max(...layout.lanes.map(({ last }) => last + 1));
  return (
    <div className={styles.graph} style={{ height: Math.min(520, Math.max(220, rows * 96 + 60)) }}>
      <StageCanvas
        label="Stages"
        stages={outline}
        layout={layout}
        facts={facts}
        selected={selected}
        onSelect={onSelect}
        onOpen={onOpen}
        {...(reveal === undefined ? {} : { reveal })}
      />
    </div>
  );
}
