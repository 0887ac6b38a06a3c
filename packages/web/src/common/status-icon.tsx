import type { ReactElement } from "react";
import styles from "./status-icon.module.css";
import { type StatusShape, statusOf } from "./statuses.ts";

export interface StatusIconProps {
  /** As the API names it: `failed`, `running`, `timedOut`. */
  readonly status: string;
  /** Pixels; 16 unless said. */
  readonly size?: number;
  /** The word stands beside it anyway, so that it is not read out twice. */
  readonly silent?: boolean;
}

/** The shape and colour of a status. Beside it, or read out for it, stands its word. */
export function StatusIcon({ status, size = 16, silent = false }: StatusIconProps) {
  const { shape, colour, word } = statusOf(status);
  const look = {
    className: `${styles.icon} ${styles[colour]} ${shape === "ring" ? styles.turning : ""}`,
    width: size,
    height: size,
    viewBox: "0 0 16 16",
  };
  if (silent) {
    return (
      <svg {...look} aria-hidden="true">
        {shapes[shape]}
      </svg>
    );
  }
  return (
    <svg {...look} role="img" aria-label={word}>
      {shapes[shape]}
    </svg>
  );
}

/** The icon and the word. */
export function StatusMark({ status, children }: { readonly status: string; readonly children?: string }) {
  return (
    <span className={styles.mark}>
      <StatusIcon status={status} silent />
      <span>{children ?? statusOf(status).word}</span>
    </span>
  );
}

const shapes: Readonly<Record<StatusShape, ReactElement>> = {
  check: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path className={styles.cut} d="M4.8 8.3l2.2 2.2 4.2-4.6" />
    </>
  ),
  cross: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path className={styles.cut} d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8" />
    </>
  ),
  clock: (
    <>
      <circle className={styles.line} cx="8" cy="8" r="6.2" />
      <path className={styles.line} d="M8 4.4V8l2.4 1.7" />
    </>
  ),
  plug: <path className={styles.line} d="M5.6 1.8v3.4m4.8-3.4v3.4M3.4 5.4h9.2v2.2a4.6 4.6 0 0 1-9.2 0zM8 12.4v2.2" />,
  ring: (
    <>
      <circle className={styles.track} cx="8" cy="8" r="6" />
      <path className={styles.line} d="M8 2a6 6 0 0 1 6 6" />
    </>
  ),
  dots: <circle className={styles.dotted} cx="8" cy="8" r="6" />,
  hourglass: <path className={styles.line} d="M4 2h8M4 14h8M4.8 2c0 3.6 6.4 4.6 6.4 12M11.2 2c0 3.6-6.4 4.6-6.4 12" />,
  hand: (
    <path
      className={styles.line}
      d="M5.2 9V4.2a.9.9 0 0 1 1.8 0V7m0-.4V2.6a.9.9 0 0 1 1.8 0V7m0-3.4a.9.9 0 0 1 1.8 0v3.8m0-2a.9.9 0 0 1 1.8 0V10c0 2.8-1.6 4.4-4 4.4-2 0-3-.8-4-2.6L2.8 9.4c-.6-1.2.8-2 1.6-1l.8 1"
    />
  ),
  dash: <path className={styles.line} d="M3.5 8h9" />,
  leaf: (
    <>
      <circle className={styles.line} cx="8" cy="8" r="6.4" />
      <path className={styles.line} d="M5.2 10.8c-.6-3.6 1.6-5.6 5.4-5.4.2 3.8-1.8 6-5.4 5.4zm0 0l3-3" />
    </>
  ),
  slash: (
    <>
      <circle className={styles.line} cx="8" cy="8" r="6.2" />
      <path className={styles.line} d="M3.8 12.2l8.4-8.4" />
    </>
  ),
  question: (
    <>
      <circle className={styles.line} cx="8" cy="8" r="6.2" />
      <path className={styles.line} d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2m0 1.9v.1" />
    </>
  ),
};
