import { Button, Switch } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { usePipelineNames } from "../../common/use-names.ts";
import { pathTo } from "../../shell/path-to.ts";
import { ChangeSchedule } from "./change-schedule.tsx";
import { ScheduleProblem } from "./schedule-problem.tsx";

type Schedule = ItemOf<"schedules.list">;

/** Schedules with what they do next, of one pipeline or of all. */
export function ScheduleList({
  onClear,
  ...chosen
}: {
  readonly pipeline?: string;
  readonly search?: string;
  /** Where the reader can choose others. */
  readonly onClear?: () => void;
}) {
  const navigate = useNavigate();
  const names = usePipelineNames();
  const mayWrite = useMay("schedule.write");
  const mayRun = useMay("pipeline.run");
  const [changing, setChanging] = useState<Schedule>();
  const update = useAction("schedules.update");
  const runNow = useAction("schedules.run-now", {
    onDone: ({ id }) => void navigate(pathTo.execution(id)),
  });
  const problem = runNow.error ?? update.error;
  return (
    <>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <OperationList
        label="Schedules"
        operation="schedules.list"
        input={chosen}
        columns={[
          {
            title: "Pipeline",
            cell: (schedule) => (
              <>
                <Link to={pathTo.pipeline(schedule.pipelineId)}>{names.get(schedule.pipelineId) ?? "pipeline"}</Link>
                <ScheduleProblem schedule={schedule} />
              </>
            ),
          },
          { title: "When", narrow: true, cell: ({ cron }) => <code>{cron}</code> },
          { title: "Zone", rank: 3, cell: ({ timezone }) => timezone },
          { title: "Branch", rank: 3, cell: ({ branch }) => branch ?? "the default one" },
          {
            title: "Of",
            rank: 3,
            narrow: true,
            cell: ({ origin }) => (origin === "definition" ? "its text" : "by hand"),
          },
          { title: "Next", rank: 2, narrow: true, cell: ({ nextRuns: [next] }) => <RelativeTime at={next} coming /> },
          {
            title: "Last",
            rank: 2,
            narrow: true,
            cell: ({ lastRunAt, lastExecutionId, note }) =>
              lastExecutionId === undefined ? (
                <span title={note}>{note === undefined ? "never" : "did not run"}</span>
              ) : (
                <Link to={pathTo.execution(lastExecutionId)}>
                  <RelativeTime at={lastRunAt} />
                </Link>
              ),
          },
          {
            title: "On",
            narrow: true,
            cell: ({ id, enabled, cron }) =>
              mayWrite ? (
                <Switch
                  size="small"
                  aria-label={`${cron} is on`}
                  checked={enabled}
                  onChange={(next) => update.mutate({ schedule: id, enabled: next })}
                />
              ) : enabled ? (
                "yes"
              ) : (
                "no"
              ),
          },
          {
            title: "Actions",
            untitled: true,
            rank: 2,
            narrow: true,
            cell: (schedule) => (
              <RowActions>
                {mayRun ? (
                  <Button size="small" onClick={() => runNow.mutate({ schedule: schedule.id })}>
                    Run now
                  </Button>
                ) : null}
                {mayWrite && schedule.origin === "manual" ? (
                  <>
                    <Button size="small" onClick={() => setChanging(schedule)}>
                      Change
                    </Button>
                    <ConfirmButton
                      small
                      label="Remove"
                      operation="schedules.delete"
                      input={{ schedule: schedule.id }}
                      question="Remove the schedule?"
                    >
                      <p>The pipeline is not run at these times any more. What ran stays.</p>
                    </ConfirmButton>
                  </>
                ) : null}
              </RowActions>
            ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          onClear !== undefined && Object.keys(chosen).length > 0 ? (
            <NothingLikeThat what="schedule" onClear={onClear} />
          ) : (
            <EmptyState title="No schedules">
              A schedule runs a pipeline at times of its own, such as every night. They stand in a pipeline's text under{" "}
              <code>triggers.schedule</code>, or are made here.
            </EmptyState>
          )
        }
      />
      {changing === undefined ? null : <ChangeSchedule schedule={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
}
