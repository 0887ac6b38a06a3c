import type { ReactNode } from "react";
import styles from "./notices.module.css";
import { StatusIcon } from "./status-icon.tsx";

/** Something to be known of a page that is no fault: what it is, what follows from it, and what can be done. */
export function Notice({
  what,
  action,
  children,
}: {
  readonly what: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={`${styles.problem} ${styles.standing}`} role="status">
      <StatusIcon status="interrupted" silent />
      <div>
        <p className={styles.what}>{what}</p>
        <p>{children}</p>
      </div>
      {action}
    </div>
  );
}
