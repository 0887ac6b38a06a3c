import type { Gesture } from "@headrace/pipeline/edit";
import { Field, TextField } from "./fields.tsx";
import styles from "./stage-panel.module.css";
import { member } from "./written.ts";

/** What can be said of several stages at once: the lane that they stand in. */
export function SeveralPanel({
  stages,
  written,
  edit,
  onClose,
}: {
  readonly stages: readonly string[];
  /** All stages as they are written. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly edit: (gesture: Gesture, label: string) => void;
  readonly onClose: () => void;
}) {
  const lanes = new Set(stages.map((stage) => member(written[stage], "group")));
  const [lane] = lanes;
  return (
    <section className={styles.panel} aria-label={`${stages.length} stages`}>
      <header className={styles.head}>
        <h2>{stages.length} stages</h2>
        <button type="button" className={styles.close} aria-label="Close the panel" onClick={onClose}>
          ×
        </button>
      </header>
      <div className={styles.fields}>
        <Field name="Lane" about="Stages of a lane stand together">
          {(id) => (
            <TextField
              id={id}
              value={lanes.size === 1 ? lane : undefined}
              placeholder={lanes.size === 1 ? "None" : "Of different lanes"}
              onCommit={(group) =>
                edit(
                  { kind: "group-stages", stages, group: group ?? null },
                  group === undefined ? "Take stages out of their lane" : `Put stages into the lane ${group}`,
                )
              }
            />
          )}
        </Field>
      </div>
    </section>
  );
}
