import { Button, Switch } from "antd";
import { useState } from "react";
import { useAction } from "../../../client/use-action.ts";
import { useMay } from "../../../client/use-me.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { AddHostSchedule } from "./add-host-schedule.tsx";
import { HostSection } from "./host-section.tsx";
import { ScheduleExecutions } from "./schedule-executions.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** By which the host runs pipelines of its own. */
export function HostSchedules({ host }: { readonly host: Host }) {
  const { repository, title, why, note } = host;
  const mayWrite = useMay("schedule.write");
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<ItemOf<"repositories.host-schedules">>();
  const turn = useAction("repositories.switch-host-schedule", { changesOnly: ["repositories.host-schedules"] });
  const canTurn = mayWrite && why("schedules.write") === undefined;
  return (
    <HostSection
      title="Schedules"
      host={host}
      reads="schedules.read"
      note={note("schedules.write")}
      actions={
        mayWrite ? (
          <ReasonedButton why={why("schedules.write")} onClick={() => setAdding(true)}>
            New schedule
          </ReasonedButton>
        ) : undefined
      }
    >
      {turn.error === null ? null : <ProblemNotice problem={turn.error} />}
      <OperationList
        label={`Schedules on ${title}`}
        operation="repositories.host-schedules"
        input={{ repository: repository.id }}
        freshFor={freshFor}
        columns={[
          { title: "When, in UTC", cell: ({ cron, pattern }) => <code title={pattern}>{cron ?? pattern}</code> },
          { title: "Branch", cell: ({ branch }) => branch },
          { title: "Pipeline", rank: 2, cell: ({ pipeline }) => pipeline ?? "the branch's own" },
          {
            title: "On",
            narrow: true,
            cell: ({ id, branch, cron, pattern, enabled }) =>
              canTurn ? (
                <Switch
                  size="small"
                  aria-label={`${cron ?? pattern} of ${branch} is on`}
                  checked={enabled}
                  loading={turn.isPending && turn.variables.schedule === id}
                  onChange={(next) => turn.mutate({ repository: repository.id, schedule: id, enabled: next })}
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
            narrow: true,
            cell: (schedule) => (
              <RowActions>
                <Button
                  type="text"
                  size="small"
                  aria-label={`Runs of ${schedule.cron ?? schedule.pattern} of ${schedule.branch}`}
                  onClick={() => setShown(schedule)}
                >
                  Runs
                </Button>
                {mayWrite ? (
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.remove-host-schedule"
                    input={{ repository: repository.id, schedule: schedule.id }}
                    question={`Remove the schedule ${schedule.cron ?? schedule.pattern} of ${schedule.branch}?`}
                    changesOnly={["repositories.host-schedules"]}
                    why={why("schedules.write")}
                  >
                    <p>{title} runs nothing at these times any more. What ran stays.</p>
                  </ConfirmButton>
                ) : null}
              </RowActions>
            ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No schedules">
            {`By a schedule ${title} runs a pipeline at times of its own, such as every night.`}
          </EmptyState>
        }
      />
      {shown === undefined ? null : (
        <ScheduleExecutions host={host} schedule={shown} onClose={() => setShown(undefined)} />
      )}
      {adding ? <AddHostSchedule host={host} onClose={() => setAdding(false)} /> : null}
    </HostSection>
  );
}
