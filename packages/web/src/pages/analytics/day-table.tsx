import { Duration } from "../../common/duration.tsx";
import { formatMinutes } from "../../common/format-duration.ts";
import { type Column, ListTable } from "../../common/list-table.tsx";
import type { AnalyticsDay } from "./every-day.ts";
import styles from "./pipeline-analytics.module.css";
import { formatCost, formatShare, shareOf } from "./share.ts";

/** What the charts draw, in words: the days on which something was, the last one first. */
export function DayTable({
  days,
  currency,
}: {
  readonly days: readonly AnalyticsDay[];
  readonly currency: string | undefined;
}) {
  const cost: Column<AnalyticsDay>[] =
    currency === undefined
      ? []
      : [{ title: "Cost", rank: 2, figures: true, cell: (day) => formatCost(day.cost ?? 0, currency) }];
  return (
    <details className={styles.days}>
      <summary>The days as a table</summary>
      <ListTable
        label="Days"
        rows={days.filter(({ executions, deployments }) => executions + deployments > 0).toReversed()}
        rowKey={({ day }) => day}
        columns={[
          { title: "Day", cell: ({ day }) => day },
          { title: "Executions", figures: true, cell: ({ executions }) => executions.toLocaleString() },
          { title: "Succeeded", figures: true, cell: (day) => formatShare(shareOf(day.success, day)) },
          {
            title: "Failed",
            rank: 2,
            figures: true,
            cell: (day) => formatShare(shareOf(day.failed + day.timedOut, day)),
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
