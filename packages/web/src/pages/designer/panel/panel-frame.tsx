import type { ReactNode } from "react";
import { withCode } from "../../../common/with-code.tsx";
import type { Problem } from "../reading.ts";
import styles from "./stage-panel.module.css";

/** The frame of every form: what it is of, what is wrong with it, its parts, and the way to the text. */
export function PanelFrame({
  label,
  title,
  problems,
  actions,
  children,
  onYaml,
  onClose,
}: {
  /** Read out for the whole. */
  readonly label: string;
  readonly title: string;
  readonly problems: readonly Problem[];
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly onYaml: () => void;
  readonly onClose: () => void;
}) {
  return (
    <section className={styles.panel} aria-label={label}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <button type="button" className={styles.close} aria-label="Close the panel" onClick={onClose}>
          ×
        </button>
      </header>
      {actions === undefined || actions === null ? null : <div className={styles.actions}>{actions}</div>}
      <div className={styles.parts}>
        {problems.map(({ diagnostic }) => (
          <p
            key={`${diagnostic.code} ${diagnostic.path.join(".")} ${diagnostic.message}`}
            className={diagnostic.severity === "error" ? styles.error : styles.warning}
          >
            {withCode(`${diagnostic.message} ${diagnostic.mend ?? ""}`)}
          </p>
        ))}
        {children}
        <button type="button" className={styles.yaml} onClick={onYaml}>
          Everything else: write it in the YAML
        </button>
      </div>
    </section>
  );
}
