import { Button } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, DayFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { Page, Section } from "../../common/page.tsx";
import { PipelineFilter } from "../../common/pipeline-filter.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { BottleneckTable, DeploymentTable, PipelineTable } from "./analytics-tables.tsx";
import { everyPeriod } from "./every-period.ts";
import { PeriodTable } from "./period-table.tsx";
import styles from "./pipeline-analytics.module.css";
import { RatesDialog } from "./rates-dialog.tsx";
import { Totals } from "./totals.tsx";
import { localDay, rangeBefore, ranges, useRange } from "./use-range.ts";

// The charts are most of this page's code: the figures are there before them.
const TrendCharts = lazy(async () => ({ default: (await import("./trend-charts.tsx")).TrendCharts }));

/** How executions went over a time: outcomes, durations, bottlenecks, deployments, minutes and their cost. */
export function PipelineAnalytics() {
  const [filters, change] = useFilters(["range", "from", "to", "pipeline", "repository", "branch"]);
  const [pricing, setPricing] = useState(false);
  const mayPrice = useMay("organization.write");
  const range = useRange(filters);
  const asked = {
    by: range.by,
    utcOffset: -new Date().getTimezoneOffset(),
    ...given({ pipeline: filters.pipeline, repository: filters.repository, branch: filters.branch }),
  };
  const { data, error, refetch } = useOperation("analytics.summary", { from: range.from, to: range.to, ...asked });
  const before = useOperation("analytics.summary", { ...rangeBefore(range), ...asked });
  const { data: rates } = useOperation("analytics.get-rates", {}, { enabled: mayPrice });
  const periods = useMemo(() => (data === undefined ? [] : everyPeriod(data, range)), [data, range]);
  const chooseRange = (next: string): void =>
    change(
      next === "days"
        ? { range: next, from: localDay(Date.parse(range.from)), to: localDay(Date.now()) }
        : { range: next, from: "", to: "" },
    );
  return (
    <Page
      title="Analytics"
      actions={rates === undefined ? undefined : <Button onClick={() => setPricing(true)}>What minutes cost</Button>}
    >
      <FilterBar>
        <ChoiceFilter
          label="Time"
          all="Last 30 days"
          value={filters.range}
          choices={[...ranges.map(({ value, label }) => ({ value, label })), { value: "days", label: "Chosen days" }]}
          onChange={chooseRange}
        />
        {filters.range === "days" ? (
          <>
            <DayFilter label="First day" value={filters.from} onChange={(from) => change({ from })} />
            <DayFilter label="Last day" value={filters.to} onChange={(to) => change({ to })} />
          </>
        ) : null}
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
          <Totals summary={data} before={before.data} />
          <Suspense fallback={<div className={styles.charts} />}>
            <TrendCharts periods={periods} by={range.by} currency={data.currency} />
          </Suspense>
          <PeriodTable periods={periods} by={range.by} currency={data.currency} />
          <Section title="Where the time goes">
            <BottleneckTable stages={data.stages} />
          </Section>
          <Section title="Pipelines">
            <PipelineTable pipelines={data.pipelines} currency={data.currency} />
          </Section>
          {data.deployments.length === 0 ? null : (
            <Section title="Deployments">
              <DeploymentTable deployments={data.deployments} days={range.days} />
            </Section>
          )}
        </>
      )}
      {pricing && rates !== undefined ? <RatesDialog rates={rates} onClose={() => setPricing(false)} /> : null}
    </Page>
  );
}
