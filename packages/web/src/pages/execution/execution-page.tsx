import type { OutputOf } from "@headrace/app/client";
import { Link, useParams } from "react-router";
import { useOperation } from "../../client/use-operation.ts";
import { Duration } from "../../common/duration.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { type Column, ListTable } from "../../common/list-table.tsx";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { useLiveExecution } from "../../live/use-live-execution.ts";
import { pagePaths } from "../../shell/page-paths.ts";

type Stage = OutputOf<"executions.get">["stages"][number];

/** One execution. */
export function ExecutionPage() {
  const { execution = "" } = useParams();
  const { connection } = useLiveExecution(execution);
  const { data, error, refetch } = useOperation(
    "executions.get",
    { execution },
    connection === "ended" ? {} : { every: 2_000 },
  );
  if (error !== null && data === undefined) {
    return (
      <Page title="Execution">
        <ProblemNotice problem={error} again={() => void refetch()} />
      </Page>
    );
  }
  if (data === undefined) {
    return (
      <Page title="Execution">
        <SkeletonRows />
      </Page>
    );
  }
  return (
    <Page
      title={`${data.pipeline.name} #${data.number}`}
      aside={<StatusMark status={data.outcome ?? data.state} />}
      trail={<Link to={pagePaths.executions}>Executions</Link>}
      about={
        <>
          {data.branch} · <code>{data.commit.slice(0, 10)}</code> · started by {data.triggeredBy.name}{" "}
          <RelativeTime at={data.createdAt} />
        </>
      }
    >
      {data.stages.length === 0 ? (
        <EmptyState title="No stage ran" />
      ) : (
        <ListTable
          label="Stages"
          columns={columnsOf(execution)}
          rows={data.stages}
          rowKey={({ instance }) => instance}
        />
      )}
    </Page>
  );
}

function columnsOf(execution: string): readonly Column<Stage>[] {
  return [
    {
      title: "Outcome",
      narrow: true,
      cell: ({ outcome, status, reused }) => <StatusMark status={reused ? "reused" : (outcome ?? status)} />,
    },
    {
      title: "Stage",
      cell: ({ instance, attempt }) =>
        attempt === 0 ? (
          instance
        ) : (
          <a href={`/api/v1/executions/${execution}/logs/raw?stage=${encodeURIComponent(instance)}`}>{instance}</a>
        ),
    },
    { title: "Note", rank: 2, cell: ({ message }) => message },
    {
      title: "Duration",
      figures: true,
      narrow: true,
      cell: ({ durationMs, startedAt }) => <Duration ms={durationMs} since={startedAt} />,
    },
  ];
}
