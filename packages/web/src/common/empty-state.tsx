import type { ReactNode } from "react";
import styles from "./notices.module.css";

export interface EmptyStateProps {
  /** What would be here: "No pipelines yet". */
  readonly title: string;
  /** How to begin. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Where nothing is: says what would be here and how to begin. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.what}>{title}</p>
      {children === undefined ? null : <p className={styles.how}>{children}</p>}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
