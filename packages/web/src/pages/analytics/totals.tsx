import type { OutputOf } from "@headrace/app/client";
import type { ReactNode } from "react";
import { Figures } from "../../common/facts.tsx";
import { formatDuration, formatMinutes } from "../../common/format-duration.ts";
import styles from "./pipeline-analytics.module.css";
import { formatCost, outcomeShares } from "./share.ts";

type Summary = OutputOf<"analytics.summary">;

export interface TotalsProps {
  readonly summary: Summary;
  /** Of the same length of time just before; undefined until it is known. */
  readonly before: Summary | undefined;
}

/** The figures of a time, each with how it was in the time before. */
export function Totals({ summary, before }: TotalsProps) {
  const then = before === undefined || before.totals.executions === 0 ? undefined : before;
  // A blank where nothing was, or while it is asked for: nothing moves when it comes.
  const said = (format: (from: Summary) => string): string =>
    then === undefined ? "\u00a0" : `before ${format(then)}`;
  const figure = (name: string, format: (from: Summary) => string): { name: string; value: ReactNode } => ({
    name,
    value: (
      <>
        {format(summary)}
        <span className={styles.before}>{said(format)}</span>
      </>
    ),
  });
  return (
    <Figures
      figures={[
        figure("Executions", ({ totals }) => totals.executions.toLocaleString()),
        figure("Succeeded", ({ totals }) => outcomeShares(totals).succeeded),
        figure("Failed", ({ totals }) => outcomeShares(totals).failed),
        figure("Average duration", ({ totals }) => duration(totals.averageMs)),
        figure("Median", ({ totals }) => duration(totals.p50Ms)),
        figure("90 of 100 within", ({ totals }) => duration(totals.p90Ms)),
        figure("95 of 100 within", ({ totals }) => duration(totals.p95Ms)),
        figure("Waited to begin", ({ totals }) => duration(totals.waitedMs)),
        figure("Deployments", ({ deployments }) =>
          deployments.reduce((sum, { count }) => sum + count, 0).toLocaleString(),
        ),
        figure("Minutes", ({ totals }) => formatMinutes(totals.minutes)),
        figure("Minutes of stages", ({ totals }) => formatMinutes(totals.stageMinutes)),
        ...(summary.currency === undefined ? [] : [figure("Cost", costOf)]),
      ]}
    />
  );
}

function duration(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "–" : formatDuration(milliseconds);
}

function costOf({ totals: { cost }, currency }: Summary): string {
  return cost === undefined || currency === undefined ? "–" : formatCost(cost, currency);
}
