import { formatDuration, formatMinutes } from "../../common/format-duration.ts";
import type { Palette } from "../../theme/tokens.ts";
import { baseOption } from "./chart-option.ts";
import type { AnalyticsPeriod } from "./every-period.ts";
import { formatCost } from "./share.ts";

export interface ChartPeriods {
  readonly periods: readonly AnalyticsPeriod[];
  readonly palette: Palette;
}

/** How many ended how; what failed is hatched too, for who cannot tell the colours. */
export function outcomesOption({ periods, palette }: ChartPeriods) {
  const bars = [
    { name: "success", color: palette.success, of: ({ success }: AnalyticsPeriod) => success },
    { name: "failed", color: palette.failed, of: ({ failed }: AnalyticsPeriod) => failed },
    { name: "timed out", color: palette.timedOut, of: ({ timedOut }: AnalyticsPeriod) => timedOut },
    { name: "cancelled", color: palette.skipped, of: ({ cancelled }: AnalyticsPeriod) => cancelled },
  ];
  return {
    ...framed({ periods, palette }),
    yAxis: { ...axisOf(palette), minInterval: 1 },
    series: bars.map(({ name, color, of }) => ({
      name,
      ...bar(color),
      stack: "outcomes",
      itemStyle: { color, ...(name === "failed" ? { decal: hatching(palette) } : {}) },
      data: periods.map(of),
    })),
  };
}

export function durationsOption({ periods, palette }: ChartPeriods) {
  const lines = [
    { name: "median", color: palette.accent, type: "solid" as const, of: ({ p50Ms }: AnalyticsPeriod) => p50Ms },
    {
      name: "90 of 100 within",
      color: palette.infrastructure,
      type: "dashed" as const,
      of: ({ p90Ms }: AnalyticsPeriod) => p90Ms,
    },
  ];
  return {
    ...framed({ periods, palette, said: formatDuration }),
    yAxis: axisOf(palette, formatDuration),
    series: lines.map(({ name, color, type, of }) => ({
      name,
      type: "line" as const,
      color,
      lineStyle: { color, width: 2, type },
      symbolSize: 5,
      connectNulls: true,
      data: periods.map((period) => of(period) ?? null),
    })),
  };
}

export function deploymentsOption({ periods, palette }: ChartPeriods) {
  return {
    ...framed({ periods, palette }),
    yAxis: { ...axisOf(palette), minInterval: 1 },
    series: [{ name: "deployments", ...bar(palette.accent), data: periods.map(({ deployments }) => deployments) }],
  };
}

/** The cost where it is known, else the minutes. */
export function minutesOption({
  periods,
  palette,
  currency,
}: ChartPeriods & { readonly currency: string | undefined }) {
  const said = currency === undefined ? formatMinutes : (cost: number): string => formatCost(cost, currency);
  return {
    ...framed({ periods, palette, said }),
    yAxis: axisOf(palette, said),
    series: [
      {
        name: currency === undefined ? "minutes" : "cost",
        ...bar(palette.reused),
        data: periods.map(({ minutes, cost }) => (currency === undefined ? minutes : (cost ?? 0))),
      },
    ],
  };
}

type Said = (value: number) => string;

function framed({ periods, palette, said = String }: ChartPeriods & { readonly said?: Said }) {
  const base = baseOption(
    palette,
    periods.map(({ period }) => period.slice(period.includes("T") ? 11 : 5)),
  );
  const valueFormatter = (value: unknown): string => (typeof value === "number" ? said(value) : "–");
  return { ...base, tooltip: { ...base.tooltip, valueFormatter } };
}

function axisOf(palette: Palette, said: Said = String) {
  return {
    type: "value" as const,
    axisLabel: { color: palette.textQuiet, formatter: said },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

function bar(color: string) {
  return { type: "bar" as const, barMaxWidth: 24, itemStyle: { color } };
}

function hatching(palette: Palette) {
  return { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: 0.8, color: palette.surface };
}
