import styles from "./trends.module.css";

const width = 120;
const height = 28;

/** A column for each day, from nothing to the largest value; days without one are left out. */
export function Sparkline({ values }: { readonly values: readonly (number | undefined)[] }) {
  const most = Math.max(...values.map((value) => value ?? 0)) || 1;
  const step = width / Math.max(1, values.length);
  return (
    <svg className={styles.line} viewBox={`0 0 ${width} ${height}`} height={height} aria-hidden="true">
      <path
        d={values.map((value, day) => column(value, { x: day * step, most, width: step * 0.7 })).join("")}
        fill="currentColor"
      />
    </svg>
  );
}

function column(
  value: number | undefined,
  { x, most, width: wide }: { readonly x: number; readonly most: number; readonly width: number },
): string {
  if (value === undefined) return "";
  // What is nothing is still a day on which nothing was.
  const tall = Math.max(1, (height * value) / most);
  return `M${x.toFixed(1)} ${height}v${(-tall).toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}z`;
}
