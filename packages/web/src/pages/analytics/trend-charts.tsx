import { useMemo } from "react";
import { useTheme } from "../../theme/theme-provider.tsx";
import { palettes } from "../../theme/tokens.ts";
import { Chart } from "./chart.tsx";
import { deploymentsOption, durationsOption, minutesOption, outcomesOption } from "./chart-series.ts";
import type { AnalyticsDay } from "./every-day.ts";
import styles from "./pipeline-analytics.module.css";

export interface TrendChartsProps {
  readonly days: readonly AnalyticsDay[];
  /** Of their costs, where these are known. */
  readonly currency: string | undefined;
}

/** What the days were like, drawn; DayTable says the same in words. */
export function TrendCharts({ days, currency }: TrendChartsProps) {
  const { appearance } = useTheme();
  const charts = useMemo(() => {
    const shown = { days, palette: palettes[appearance] };
    return [
      { title: "Executions by day", option: outcomesOption(shown) },
      { title: "Duration by day", option: durationsOption(shown) },
      { title: "Deployments by day", option: deploymentsOption(shown) },
      {
        title: currency === undefined ? "Minutes by day" : "Cost by day",
        option: minutesOption({ ...shown, currency }),
      },
    ];
  }, [days, appearance, currency]);
  return (
    <div className={styles.charts}>
      {charts.map(({ title, option }) => (
        <Chart key={title} title={title} option={option} />
      ))}
    </div>
  );
}
