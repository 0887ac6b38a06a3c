import styles from "./trends.module.css";

const width = 120;
const height = 28;

/** A line without axes, from nothing to the largest value; days without one are passed over. */
export function Sparkline({ values }: { readonly values: readonly (number | undefined)[] }) {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const points = values.flatMap((value, index) =>
    value === undefined
      ? []
      : [
          {
            x: 2 + ((width - 4) * index) / Math.max(1, values.length - 1),
            y: height - 2 - ((height - 4) * value) / (most || 1),
          },
        ],
  );
  const last = points.at(-1);
  return (
    <svg className={styles.line} viewBox={`0 0 ${width} ${height}`} height={height} aria-hidden="true">
      <polyline
        points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      {last === undefined ? null : <circle cx={last.x} cy={last.y} r="2" fill="currentColor" />}
    </svg>
  );
}
