import type { OutputOf } from "@headrace/app/client";
import { useMemo } from "react";
import { formatDuration } from "../../common/format-duration.ts";
import { useTheme } from "../../theme/theme-provider.tsx";
import { palettes } from "../../theme/tokens.ts";
import { Chart } from "./chart.tsx";
import { baseOption } from "./chart-option.ts";
import { everyDay } from "./every-day.ts";
import styles from "./pipeline-analytics.module.css";

export interface TrendChartsProps {
  readonly days: OutputOf<"analytics.summary">["days"];
  readonly from: string;
  readonly to: string;
}

/** Outcomes and durations by day. */
export function TrendCharts({ days, from, to }: TrendChartsProps) {
  const { appearance } = useTheme();
  const palette = palettes[appearance];
  const all = useMemo(() => everyDay(days, { from, to }), [days, from, to]);
  const labels = all.map(({ day }) => day.slice(5));
  const outcomes = useMemo(
    () => ({
      ...baseOption(palette, labels),
      yAxis: {
        type: "value" as const,
        minInterval: 1,
        axisLabel: { color: palette.textQuiet },
        splitLine: { lineStyle: { color: palette.line } },
      },
      series: [
        { name: "success", key: "success", color: palette.success },
        { name: "failed", key: "failed", color: palette.failed },
        { name: "timed out", key: "timedOut", color: palette.timedOut },
        { name: "cancelled", key: "cancelled", color: palette.skipped },
      ].map(({ name, key, color }) => ({
        name,
        type: "bar" as const,
        stack: "outcomes",
        barMaxWidth: 24,
        itemStyle: {
          color,
          ...(key === "failed"
            ? {
                decal: {
                  symbol: "rect",
                  dashArrayX: [1, 0],
                  dashArrayY: [2, 3],
                  rotation: 0.8,
                  color: palette.surface,
                },
              }
            : {}),
        },
        data: all.map((day) => Number(Reflect.get(day, key) ?? 0)),
      })),
    }),
    [all, labels, palette],
  );
  const durations = useMemo(
    () => ({
      ...baseOption(palette, labels),
      tooltip: {
        ...baseOption(palette, labels).tooltip,
        valueFormatter: (value: unknown) => (typeof value === "number" ? formatDuration(value) : "–"),
      },
      yAxis: {
        type: "value" as const,
        axisLabel: { color: palette.textQuiet, formatter: (value: number) => formatDuration(value) },
        splitLine: { lineStyle: { color: palette.line } },
      },
      series: [
        { name: "median", key: "p50Ms", color: palette.accent, type: "solid" as const },
        { name: "90 of 100 within", key: "p90Ms", color: palette.infrastructure, type: "dashed" as const },
      ].map(({ name, key, color, type }) => ({
        name,
        type: "line" as const,
        color,
        lineStyle: { color, width: 2, type },
        symbolSize: 5,
        connectNulls: true,
        data: all.map((day) => Reflect.get(day, key) ?? null),
      })),
    }),
    [all, labels, palette],
  );
  return (
    <div className={styles.charts}>
      <Chart title="Executions by day" option={outcomes} />
      <Chart title="Duration by day" option={durations} />
    </div>
  );
}
