import type { ReactNode } from "react";
import styles from "./stage-panel.module.css";

/** Fields that belong together, folded until they are wanted. */
export function Part({
  name,
  open = false,
  children,
}: {
  readonly name: string;
  readonly open?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details className={styles.part} open={open}>
      <summary>{name}</summary>
      <div className={styles.fields}>{children}</div>
    </details>
  );
}
