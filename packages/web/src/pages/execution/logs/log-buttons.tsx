import type { ReactNode } from "react";
import styles from "./build-logs.module.css";
import { placeOf } from "./sorted.ts";
import type { LogSearch } from "./use-log-search.ts";

/** Something that is on or off. */
export function LogSwitch({
  on,
  label,
  onTurn,
  children,
}: {
  readonly on: boolean;
  readonly label: string;
  readonly onTurn: (on: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={styles.switch}
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={() => onTurn(!on)}
    >
      {children}
    </button>
  );
}

export function Step({
  label,
  onPress,
  children,
}: {
  readonly label: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className={styles.switch} aria-label={label} title={label} onClick={onPress}>
      {children}
    </button>
  );
}

/** `3 of 214`, or why there is no count. */
export function SearchCount({ search, current }: { readonly search: LogSearch; readonly current: number | undefined }) {
  const { found, isSearching, problem } = search;
  return (
    <span className={styles.count} role="status">
      {words()}
    </span>
  );

  function words(): string {
    if (problem !== undefined) return problem.code === "invalid-input" ? "not a regular expression" : problem.message;
    if (isSearching && found === undefined) return "searching";
    if (found === undefined) return "";
    const { count, lines, timedOut } = found;
    const total = `${count.toLocaleString()}${timedOut ? " or more" : ""}`;
    if (count === 0) return timedOut ? "none in 10 s" : "no line";
    const place = placeOf(lines, current ?? 0);
    return place === -1 ? `${total} ${count === 1 ? "line" : "lines"}` : `${(place + 1).toLocaleString()} of ${total}`;
  }
}
