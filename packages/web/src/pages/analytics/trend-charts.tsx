import { useMemo } from "react";
import { useTheme } from "../../theme/theme-provider.tsx";
import { palettes } from "../../theme/tokens.ts";
import { Chart } from "./chart.tsx";
import { deploymentsOption, durationsOption, minutesOption, outcomesOption } from "./chart-series.ts";
import type { AnalyticsPeriod, PeriodLength } from "./every-period.ts";
import styles from "./pipeline-analytics.module.css";

export interface TrendChartsProps {
  readonly periods: readonly AnalyticsPeriod[];
  readonly by: PeriodLength;
  /** Of their costs, where these are known. */
  readonly currency: string | undefined;
}

/** What the days or hours were like, drawn; PeriodTable says the same in words. */
export function TrendCharts({ periods, by, currency }: TrendChartsProps) {
  const { appearance } = useTheme();
  const charts = useMemo(() => {
    const shown = { periods, palette: palettes[appearance] };
    return [
      { title: `Executions by ${by}`, option: outcomesOption(shown) },
      { title: `Duration by ${by}`, option: durationsOption(shown) },
      { title: `Deployments by ${by}`, option: deploymentsOption(shown) },
      {
        title: `${currency === undefined ? "Minutes" : "Cost"} by ${by}`,
        option: minutesOption({ ...shown, currency }),
      },
    ];
  }, [periods, by, appearance, currency]);
  return (
    <div className={styles.charts}>
      {charts.map(({ title, option }) => (
        <Chart key={title} title={title} option={option} />
      ))}
    </div>
  );
}
