import type { ItemOf } from "../client/use-pages.ts";
import { formatDuration } from "./format-duration.ts";
import styles from "./outcome-bars.module.css";
import { statusOfExecution } from "./status-of-execution.ts";
import { statusOf } from "./statuses.ts";

export type RecentExecution = ItemOf<"pipelines.recent">["executions"][number];

const places = 10;
const height = 20;
const least = 6;

/**
 * The last ten executions as bars, the newest at the right: as high as they took long, in the colour of their outcome; one
 * that did not succeed has a notch, so that colour is not all that tells it.
 */
export function OutcomeBars({ executions }: { readonly executions: readonly RecentExecution[] }) {
  const longest = Math.max(1, ...executions.map(({ durationMs = 0 }) => durationMs));
  const shown = executions.slice(0, places).reverse();
  return (
    <svg className={styles.bars} width={places * 7} height={height} role="img" aria-label={said(executions)}>
      {Array.from({ length: places - shown.length }, (_, place) => place).map((place) => (
        <rect key={`none ${place}`} x={place * 7} y={height - 2} width={5} height={2} className={styles.none} />
      ))}
      {shown.map((execution, index) => {
        const place = places - shown.length + index;
        const status = statusOfExecution(execution);
        const tall = least + ((height - least) * (execution.durationMs ?? longest)) / longest;
        return (
          <g key={execution.id} className={styles[statusOf(status).colour]}>
            <title>{titleOf(execution)}</title>
            <rect x={place * 7} y={height - tall} width={5} height={tall} rx={1} fill="currentColor" />
            {status === "success" ? null : (
              <rect x={place * 7} y={height - 5} width={5} height={1.5} className={styles.notch} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

function titleOf(execution: RecentExecution): string {
  const { number, durationMs } = execution;
  const took = durationMs === undefined ? "" : `, ${formatDuration(durationMs)}`;
  return `#${number} ${statusOf(statusOfExecution(execution)).word}${took}`;
}

function said(executions: readonly RecentExecution[]): string {
  if (executions.length === 0) return "Never run";
  const counts = Map.groupBy(executions, (each) => statusOf(statusOfExecution(each)).word);
  return `Last executions: ${[...counts].map(([word, members]) => `${members.length} ${word}`).join(", ")}`;
}
