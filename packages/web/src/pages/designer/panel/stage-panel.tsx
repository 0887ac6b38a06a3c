import type { ReactNode } from "react";
import { DeployPart, GeneralPart } from "./general-part.tsx";
import { ContainerPart, FilesPart, LimitsPart, MatrixPart, VariablesPart } from "./more-parts.tsx";
import type { PanelContext } from "./panel-context.ts";
import styles from "./stage-panel.module.css";
import { WorkPart } from "./work-part.tsx";
import { member } from "./written.ts";

/** Everything that can be said of one stage. What has no field here is written in the YAML beside it. */
export function StagePanel({
  context,
  actions,
  onYaml,
  onClose,
}: {
  readonly context: PanelContext;
  readonly actions: ReactNode;
  readonly onYaml: () => void;
  readonly onClose: () => void;
}) {
  const { stage, written, problems } = context;
  const has = (...keys: readonly string[]) => keys.some((key) => member(written, key) !== undefined);
  return (
    <section className={styles.panel} aria-label={`Stage ${stage}`}>
      <header className={styles.head}>
        <h2>{stage}</h2>
        <button type="button" className={styles.close} aria-label="Close the panel" onClick={onClose}>
          ×
        </button>
      </header>
      <div className={styles.actions}>{actions}</div>
      <div className={styles.parts}>
        {problems.map(({ diagnostic }) => (
          <p
            key={`${diagnostic.code} ${diagnostic.path.join(".")} ${diagnostic.message}`}
            className={diagnostic.severity === "error" ? styles.error : styles.warning}
          >
            {diagnostic.message} {diagnostic.mend}
          </p>
        ))}
        <Part name="Stage" open>
          <GeneralPart context={context} />
        </Part>
        <Part name="What it does" open>
          <WorkPart context={context} />
        </Part>
        <Part name="Variables and secrets" open={has("variables", "secrets")}>
          <VariablesPart context={context} />
        </Part>
        <Part name="Files" open={has("artifacts", "cache", "reports")}>
          <FilesPart context={context} />
        </Part>
        <Part name="Matrix" open={has("matrix")}>
          <MatrixPart context={context} />
        </Part>
        <Part name="Environment and approval" open={has("environment", "approval")}>
          <DeployPart context={context} />
        </Part>
        <Part name="Container" open={has("image", "services")}>
          <ContainerPart context={context} />
        </Part>
        <Part name="Limits" open={has("timeout", "retry", "resources", "allowFailure")}>
          <LimitsPart context={context} />
        </Part>
        <button type="button" className={styles.yaml} onClick={onYaml}>
          Everything else: write it in the YAML
        </button>
      </div>
    </section>
  );
}

function Part({
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
