import { formatDuration, formatMinutes } from "../../common/format-duration.ts";
import type { Palette } from "../../theme/tokens.ts";
import { baseOption } from "./chart-option.ts";
import type { AnalyticsDay } from "./every-day.ts";
import { formatCost } from "./share.ts";

export interface ChartDays {
  readonly days: readonly AnalyticsDay[];
  readonly palette: Palette;
}

/** How many ended how; what failed is hatched too, for who cannot tell the colours. */
export function outcomesOption({ days, palette }: ChartDays) {
  const bars = [
    { name: "success", color: palette.success, of: ({ success }: AnalyticsDay) => success },
    { name: "failed", color: palette.failed, of: ({ failed }: AnalyticsDay) => failed },
    { name: "timed out", color: palette.timedOut, of: ({ timedOut }: AnalyticsDay) => timedOut },
    { name: "cancelled", color: palette.skipped, of: ({ cancelled }: AnalyticsDay) => cancelled },
  ];
  return {
    ...framed({ days, palette }),
    yAxis: { ...axisOf(palette), minInterval: 1 },
    series: bars.map(({ name, color, of }) => ({
      name,
      ...bar(color),
      stack: "outcomes",
      itemStyle: { color, ...(name === "failed" ? { decal: hatching(palette) } : {}) },
      data: days.map(of),
    })),
  };
}

export function durationsOption({ days, palette }: ChartDays) {
  const lines = [
    { name: "median", color: palette.accent, type: "solid" as const, of: ({ p50Ms }: AnalyticsDay) => p50Ms },
    {
      name: "90 of 100 within",
      color: palette.infrastructure,
      type: "dashed" as const,
      of: ({ p90Ms }: AnalyticsDay) => p90Ms,
    },
  ];
  return {
    ...framed({ days, palette, said: formatDuration }),
    yAxis: axisOf(palette, formatDuration),
    series: lines.map(({ name, color, type, of }) => ({
      name,
      type: "line" as const,
      color,
      lineStyle: { color, width: 2, type },
      symbolSize: 5,
      connectNulls: true,
      data: days.map((day) => of(day) ?? null),
    })),
  };
}

export function deploymentsOption({ days, palette }: ChartDays) {
  return {
    ...framed({ days, palette }),
    yAxis: { ...axisOf(palette), minInterval: 1 },
    series: [{ name: "deployments", ...bar(palette.accent), data: days.map(({ deployments }) => deployments) }],
  };
}

/** The cost where it is known, else the minutes. */
export function minutesOption({ days, palette, currency }: ChartDays & { readonly currency: string | undefined }) {
  const said = currency === undefined ? formatMinutes : (cost: number): string => formatCost(cost, currency);
  return {
    ...framed({ days, palette, said }),
    yAxis: axisOf(palette, said),
    series: [
      {
        name: currency === undefined ? "minutes" : "cost",
        ...bar(palette.reused),
        data: days.map(({ minutes, cost }) => (currency === undefined ? minutes : (cost ?? 0))),
      },
    ],
  };
}

type Said = (value: number) => string;

function framed({ days, palette, said = String }: ChartDays & { readonly said?: Said }) {
  const base = baseOption(
    palette,
    days.map(({ day }) => day.slice(5)),
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
