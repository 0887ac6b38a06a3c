import type { OutputOf } from "@headrace/app/client";
import { Link } from "react-router";
import { Duration } from "../../common/duration.tsx";
import { formatMinutes } from "../../common/format-duration.ts";
import { ListTable } from "../../common/list-table.tsx";
import { repositoryColumn } from "../../common/repository-column.tsx";
import { useRepositoryNames } from "../../common/use-names.ts";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";
import { formatCost, formatShare } from "./share.ts";

type Summary = OutputOf<"analytics.summary">;

/** Stages by the time that they took altogether. */
export function BottleneckTable({ stages }: Pick<Summary, "stages">) {
  const names = useRepositoryNames();
  return (
    <ListTable
      label="Stages by the time they took"
      rows={stages}
      rowKey={({ repositoryId, pipeline, stage }) => `${repositoryId} ${pipeline.id} ${pipeline.name} ${stage}`}
      columns={[
        { title: "Stage", cell: ({ stage }) => stage },
        { title: "Pipeline", rank: 2, cell: ({ pipeline }) => <PipelineLink {...pipeline} /> },
        repositoryColumn(names),
        { title: "Runs", rank: 2, narrow: true, figures: true, cell: ({ runs }) => runs.toLocaleString() },
        { title: "Failed", narrow: true, figures: true, cell: ({ runs, failed }) => percent(failed, runs) },
        {
          title: "Tried again",
          rank: 3,
          narrow: true,
          figures: true,
          cell: ({ runs, retried }) => percent(retried, runs),
        },
        {
          title: "Waited",
          rank: 3,
          narrow: true,
          figures: true,
          cell: ({ waitedMs }) => <Duration ms={waitedMs} />,
        },
        {
          title: "Average",
          rank: 3,
          narrow: true,
          figures: true,
          cell: ({ averageMs }) => <Duration ms={averageMs} />,
        },
        { title: "Median", rank: 2, narrow: true, figures: true, cell: ({ p50Ms }) => <Duration ms={p50Ms} /> },
        {
          title: "90 of 100 within",
          rank: 3,
          narrow: true,
          figures: true,
          cell: ({ p90Ms }) => <Duration ms={p90Ms} />,
        },
        { title: "Altogether", narrow: true, figures: true, cell: ({ minutes }) => <Duration ms={minutes * 60_000} /> },
      ]}
    />
  );
}

export function PipelineTable({ pipelines, currency }: Pick<Summary, "pipelines" | "currency">) {
  const names = useRepositoryNames();
  return (
    <ListTable
      label="Pipelines by the time they took"
      rows={pipelines}
      rowKey={({ repositoryId, pipeline }) => `${repositoryId} ${pipeline.id} ${pipeline.name}`}
      columns={[
        { title: "Pipeline", cell: ({ pipeline }) => <PipelineLink {...pipeline} /> },
        repositoryColumn(names),
        { title: "Executions", narrow: true, figures: true, cell: ({ executions }) => executions.toLocaleString() },
        {
          title: "Succeeded",
          narrow: true,
          figures: true,
          cell: ({ success, executions, cancelled }) => percent(success, executions - cancelled),
        },
        {
          title: "Average",
          rank: 2,
          narrow: true,
          figures: true,
          cell: ({ averageMs }) => <Duration ms={averageMs} />,
        },
        { title: "Minutes", narrow: true, figures: true, cell: ({ minutes }) => formatMinutes(minutes) },
        ...(currency === undefined
          ? []
          : [
              {
                title: "Cost",
                rank: 2 as const,
                narrow: true,
                figures: true,
                cell: ({ cost = 0 }: Summary["pipelines"][number]) => formatCost(cost, currency),
              },
            ]),
      ]}
    />
  );
}

export function DeploymentTable({ deployments, days }: Pick<Summary, "deployments"> & { readonly days: number }) {
  return (
    <ListTable
      label="Deployments by environment"
      rows={deployments}
      rowKey={({ environmentId }) => environmentId}
      columns={[
        {
          title: "Environment",
          cell: ({ environmentId, environment }) => <Link to={pathTo.environment(environmentId)}>{environment}</Link>,
        },
        { title: "Deployments", narrow: true, figures: true, cell: ({ count }) => count.toLocaleString() },
        { title: "A week", rank: 2, narrow: true, figures: true, cell: ({ count }) => ((count * 7) / days).toFixed(1) },
        { title: "Failed", narrow: true, figures: true, cell: ({ failed, count }) => percent(failed, count) },
      ]}
    />
  );
}

function PipelineLink({ id, name }: { readonly id?: string | undefined; readonly name: string }) {
  const shown = <Visible>{name}</Visible>;
  return id === undefined ? shown : <Link to={pathTo.pipeline(id)}>{shown}</Link>;
}

function percent(part: number, whole: number): string {
  return formatShare(whole === 0 ? undefined : part / whole);
}
