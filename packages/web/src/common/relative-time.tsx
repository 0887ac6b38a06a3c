import { useNow } from "./clock.tsx";
import { formatExact, formatRelative } from "./format-time.ts";
import styles from "./times.module.css";

/** `3 min ago`, and the exact time in the viewer's zone where the pointer rests. */
export function RelativeTime({ at }: { readonly at: number | string | undefined }) {
  const now = useNow(10_000);
  if (at === undefined) return null;
  const moment = typeof at === "string" ? Date.parse(at) : at;
  if (Number.isNaN(moment)) return null;
  return (
    <time className={styles.time} dateTime={new Date(moment).toISOString()} title={formatExact(moment)}>
      {formatRelative(moment, Math.max(now, Date.now() - 10_000))}
    </time>
  );
}
