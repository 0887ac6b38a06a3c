import { useNow } from "./clock.tsx";
import { formatDuration, formatRunning } from "./format-duration.ts";
import styles from "./times.module.css";

/** How long something took; of what still runs, give `since` (epoch milliseconds or ISO 8601) and it ticks. */
export function Duration({
  ms,
  since,
}: {
  readonly ms?: number | undefined;
  readonly since?: number | string | undefined;
}) {
  if (ms !== undefined) return <span className={styles.figures}>{formatDuration(ms)}</span>;
  if (since !== undefined) return <Ticking since={typeof since === "string" ? Date.parse(since) : since} />;
  return null;
}

function Ticking({ since }: { readonly since: number }) {
  const now = useNow(1000);
  return <span className={styles.figures}>{formatRunning(now - since)}</span>;
}
