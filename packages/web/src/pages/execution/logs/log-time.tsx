import styles from "./build-logs.module.css";
import { clockTime, sinceThen, type TimeStyle } from "./log-times.ts";

/** When a line was printed. */
export function LogTime({
  at,
  times,
  since,
}: {
  readonly at: number | undefined;
  readonly times: TimeStyle;
  readonly since: number;
}) {
  if (times === "off") return null;
  const text = at === undefined ? "" : times === "relative" ? sinceThen(at - since) : clockTime(at);
  return (
    <span className={styles.time} title={at === undefined ? undefined : new Date(at).toISOString()}>
      {text}
    </span>
  );
}
