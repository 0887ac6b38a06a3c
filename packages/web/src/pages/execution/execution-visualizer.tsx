import { lazy, Suspense, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useStored } from "../../common/use-stored.ts";
import { ExecutionTimeline } from "./execution-timeline.tsx";
import styles from "./execution-visualizer.module.css";
import { mostTelling } from "./most-telling.ts";
import { partPath } from "./part-path.ts";
import { ReplayBar } from "./replay-bar.tsx";
import { StageList } from "./stage-list.tsx";
import { stageRowsOf } from "./stage-rows.ts";
import type { WatchedExecution } from "./use-execution.ts";
import { useReplay } from "./use-replay.ts";
import type { ExecutionReport } from "./use-report.ts";
import { useUsualDurations } from "./usual-durations.ts";

const ExecutionGraph = lazy(async () => ({ default: (await import("./execution-graph.tsx")).ExecutionGraph }));

const views = ["graph", "timeline", "list"] as const;
const words = { graph: "Graph", timeline: "Timeline", list: "List" } as const;

export interface ExecutionVisualizerProps {
  readonly watched: WatchedExecution;
  readonly report: ExecutionReport | undefined;
}

/** How an execution goes or went: as a graph, as a timeline, as a list; now or at any moment of it. */
export function ExecutionVisualizer({ watched, report }: ExecutionVisualizerProps) {
  const { detail, live } = watched;
  const [stored, setStored] = useStored("execution.view", window.innerWidth < 700 ? "list" : "graph");
  // A host of code does not tell which stage needs which: there is no graph, they stand in its order.
  const offered = detail.remote === undefined ? views : views.filter((each) => each !== "graph");
  const view = offered.find((each) => each === stored) ?? offered[0] ?? "graph";
  const navigate = useNavigate();
  const [selected, onSelect] = useState<readonly string[]>([]);
  const usual = useUsualDurations(detail.id);
  const plan = live.record?.plan;
  const replay = useReplay(plan, live.events);
  const shown = useMemo(
    () => (replay.state === undefined ? watched.stages : stageRowsOf(replay.state)),
    [replay.state, watched.stages],
  );
  const moment = replay.at === undefined ? undefined : (live.events[Math.max(0, replay.at - 1)]?.at ?? 0);
  const critical = useMemo(() => new Set(report?.criticalPath.map(({ stage }) => stage)), [report]);
  const onOpen = (stage: string): void => {
    const row = mostTelling(watched.stages.find(({ id }) => id === stage)?.instances ?? []);
    if (row !== undefined && row.attempt > 0) void navigate(partPath({ view: "log", stage: row.instance }));
  };
  const given = { plan, stages: shown, usual, moment, selected, onSelect, onOpen };
  return (
    <section className={styles.visualizer} aria-label="Stages">
      <div className={styles.bar}>
        <fieldset className={styles.views}>
          <legend>Show the stages as</legend>
          {offered.map((each) => (
            <button key={each} type="button" aria-pressed={each === view} onClick={() => setStored(each)}>
              {words[each]}
            </button>
          ))}
        </fieldset>
        {live.events.length === 0 ? null : <ReplayBar replay={replay} events={live.events} />}
      </div>
      {view === "graph" ? (
        <Suspense fallback={<SkeletonRows />}>
          <ExecutionGraph {...given} />
          <Selected watched={watched} stage={selected[0]} onOpen={onOpen} />
        </Suspense>
      ) : null}
      {view === "timeline" ? (
        <ExecutionTimeline
          {...given}
          startedAt={live.state?.startedAt}
          finishedAt={live.state?.finishedAt}
          critical={critical}
        />
      ) : null}
      {view === "list" ? <StageList stages={shown} usual={usual} /> : null}
    </section>
  );
}

/** Of a chosen stage, its instances and a way to its log. */
function Selected({
  watched,
  stage,
  onOpen,
}: {
  readonly watched: WatchedExecution;
  readonly stage: string | undefined;
  readonly onOpen: (stage: string) => void;
}) {
  const usual = useUsualDurations(watched.detail.id);
  const row = watched.stages.find(({ id }) => id === stage);
  if (row === undefined) return null;
  return (
    <div className={styles.selected}>
      <StageList stages={[row]} usual={usual} open />
      {row.instances.some(({ attempt }) => attempt > 0) ? (
        <button type="button" className={styles.open} onClick={() => onOpen(row.id)}>
          Open its log
        </button>
      ) : null}
    </div>
  );
}
