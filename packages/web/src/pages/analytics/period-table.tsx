import { Duration } from "../../common/duration.tsx";
import { formatMinutes } from "../../common/format-duration.ts";
import { type Column, ListTable } from "../../common/list-table.tsx";
import type { AnalyticsPeriod, PeriodLength } from "./every-period.ts";
import styles from "./pipeline-analytics.module.css";
import { formatCost, outcomeShares } from "./share.ts";

/** What the charts draw, in words: the days or hours in which something was, the last one first. */
export function PeriodTable({
  periods,
  by,
  currency,
}: {
  readonly periods: readonly AnalyticsPeriod[];
  readonly by: PeriodLength;
  readonly currency: string | undefined;
}) {
  const cost: Column<AnalyticsPeriod>[] =
    currency === undefined
      ? []
      : [{ title: "Cost", rank: 2, figures: true, cell: (period) => formatCost(period.cost ?? 0, currency) }];
  return (
    <details className={styles.days}>
      <summary>The {by}s as a table</summary>
      <ListTable
        label={by === "day" ? "Days" : "Hours"}
        rows={periods.filter(({ executions, deployments }) => executions + deployments > 0).toReversed()}
        rowKey={({ period }) => period}
        columns={[
          { title: by === "day" ? "Day" : "Hour", cell: ({ period }) => period.replace("T", " ") },
          { title: "Executions", figures: true, cell: ({ executions }) => executions.toLocaleString() },
          { title: "Succeeded", figures: true, cell: (period) => outcomeShares(period).succeeded },
          {
            title: "Failed",
            rank: 2,
            figures: true,
            cell: (period) => outcomeShares(period).failed,
          },
          { title: "Cancelled", rank: 3, figures: true, cell: ({ cancelled }) => cancelled.toLocaleString() },
          { title: "Median", figures: true, cell: ({ p50Ms }) => <Duration ms={p50Ms} /> },
          { title: "90 of 100 within", rank: 3, figures: true, cell: ({ p90Ms }) => <Duration ms={p90Ms} /> },
          { title: "Deployments", rank: 2, figures: true, cell: ({ deployments }) => deployments.toLocaleString() },
          { title: "Minutes", rank: 2, figures: true, cell: ({ minutes }) => formatMinutes(minutes) },
          ...cost,
        ]}
      />
    </details>
  );
}
