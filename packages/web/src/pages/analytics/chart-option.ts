import type { Palette } from "../../theme/tokens.ts";
import { fonts } from "../../theme/tokens.ts";

/** What all charts share. Tooltips are drawn, not written as HTML, which the content security policy would refuse. */
export function baseOption(palette: Palette, labels: readonly string[]) {
  return {
    animation: false,
    textStyle: { fontFamily: fonts.text, color: palette.textQuiet },
    grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: palette.textQuiet } },
    tooltip: {
      trigger: "axis" as const,
      renderMode: "richText" as const,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
    },
    xAxis: {
      type: "category" as const,
      data: [...labels],
      axisLabel: { color: palette.textQuiet },
      axisLine: { lineStyle: { color: palette.lineStrong } },
      axisTick: { show: false },
    },
  };
}
