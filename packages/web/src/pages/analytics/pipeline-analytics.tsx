import { lazy, Suspense } from "react";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { Figures } from "../../common/facts.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { formatDuration, formatMinutes } from "../../common/format-duration.ts";
import { Page, Section } from "../../common/page.tsx";
import { PipelineFilter } from "../../common/pipeline-filter.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { BottleneckTable, DeploymentTable, PipelineTable } from "./analytics-tables.tsx";
import styles from "./pipeline-analytics.module.css";
import { ranges, useRange } from "./use-range.ts";

// The charts are most of this page's code: the figures are there before them.
const TrendCharts = lazy(async () => ({ default: (await import("./trend-charts.tsx")).TrendCharts }));

/** How executions went over a time: outcomes, durations, bottlenecks, deployments, minutes and their cost. */
export function PipelineAnalytics() {
  const [filters, change] = useFilters(["range", "pipeline", "repository", "branch"]);
  const range = useRange(filters.range);
  const { data, error, refetch } = useOperation("analytics.summary", {
    from: range.from,
    to: range.to,
    utcOffset: -new Date().getTimezoneOffset(),
    ...given({ pipeline: filters.pipeline, repository: filters.repository, branch: filters.branch }),
  });
  return (
    <Page title="Analytics">
      <FilterBar>
        <ChoiceFilter
          label="Time"
          all="Last 30 days"
          value={filters.range}
          choices={ranges.map(({ value, label }) => ({ value, label }))}
          onChange={(next) => change({ range: next })}
        />
        <PipelineFilter value={filters.pipeline} onChange={(pipeline) => change({ pipeline })} />
        <RepositoryFilter value={filters.repository} onChange={(repository) => change({ repository })} />
        <SearchFilter label="Branch" value={filters.branch} onChange={(branch) => change({ branch })} />
      </FilterBar>
      {error === null ? null : <ProblemNotice problem={error} again={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <SkeletonRows />
        ) : null
      ) : data.totals.executions === 0 ? (
        <EmptyState title="Nothing ended in this time">
          Choose a longer time or other filters. What has run is counted as soon as it has ended.
        </EmptyState>
      ) : (
        <>
          <Figures
            figures={[
              { name: "Executions", value: data.totals.executions.toLocaleString() },
              { name: "Succeeded", value: share(data.totals.success, data.totals) },
              { name: "Failed", value: share(data.totals.failed + data.totals.timedOut, data.totals) },
              { name: "Average duration", value: duration(data.totals.averageMs) },
              { name: "Median", value: duration(data.totals.p50Ms) },
              { name: "90 of 100 within", value: duration(data.totals.p90Ms) },
              { name: "95 of 100 within", value: duration(data.totals.p95Ms) },
              { name: "Waited to begin", value: duration(data.totals.waitedMs) },
              { name: "Minutes", value: formatMinutes(data.totals.minutes) },
              {
                name: "Deployments",
                value: data.deployments.reduce((sum, { count }) => sum + count, 0).toLocaleString(),
              },
            ]}
          />
          <Suspense fallback={<div className={styles.charts} />}>
            <TrendCharts days={data.days} from={range.from} to={range.to} />
          </Suspense>
          <Section title="Where the time goes">
            <BottleneckTable stages={data.stages} />
          </Section>
          <Section title="Pipelines">
            <PipelineTable pipelines={data.pipelines} />
          </Section>
          {data.deployments.length === 0 ? null : (
            <Section title="Deployments">
              <DeploymentTable deployments={data.deployments} days={range.days} />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

/** Of what ended by itself: what somebody cancelled says nothing of how well it goes. */
function share(
  part: number,
  { executions, cancelled }: { readonly executions: number; readonly cancelled: number },
): string {
  const whole = executions - cancelled;
  return whole === 0 ? "–" : `${Math.round((100 * part) / whole)} %`;
}

function duration(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "–" : formatDuration(milliseconds);
}
