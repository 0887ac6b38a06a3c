import { useNow } from "./clock.tsx";
import { formatExact, formatRelative } from "./format-time.ts";
import styles from "./times.module.css";

/**
 * `3 min ago`, and the exact time in the viewer's zone where the pointer rests. What has happened is never said to come,
 * whatever the viewer's clock says; what comes is `coming`.
 */
export function RelativeTime({
  at,
  coming = false,
}: {
  readonly at: number | string | undefined;
  readonly coming?: boolean;
}) {
  // In steps, so that a list of times is not drawn every second.
  const now = useNow(10_000);
  if (at === undefined) return null;
  const moment = typeof at === "string" ? Date.parse(at) : at;
  if (Number.isNaN(moment)) return null;
  return (
    <time className={styles.time} dateTime={new Date(moment).toISOString()} title={formatExact(moment)}>
      {formatRelative(moment, coming ? now : Math.max(now, moment))}
    </time>
  );
}
