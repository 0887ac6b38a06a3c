import { scrollable } from "../../common/scrollable.ts";
import { withCode } from "../../common/with-code.tsx";
import type { LibraryField, LibraryItem } from "./library-items.ts";
import styles from "./stage-details.module.css";

/** What a kind of stage does, takes and gives. Of one height, so that the list above stands still. */
export function StageDetails({ id, item }: { readonly id: string; readonly item: LibraryItem | undefined }) {
  return (
    <section id={id} className={styles.details} aria-label="About the stage" {...scrollable}>
      {item === undefined ? (
        <p className={styles.quiet}>What a stage does, takes and gives is shown here when you go to it.</p>
      ) : (
        <>
          <h2>{item.name}</h2>
          <p>{withCode(item.summary)}</p>
          <Fields title="Inputs" none="No inputs" fields={item.inputs} />
          <Fields title="Outputs" none="No outputs" fields={item.outputs} />
        </>
      )}
    </section>
  );
}

function Fields({
  title,
  none,
  fields,
}: {
  readonly title: string;
  readonly none: string;
  readonly fields: readonly LibraryField[];
}) {
  if (fields.length === 0) return <p className={styles.quiet}>{none}</p>;
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {fields.map(({ name, required, description }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
              {required ? " needed" : ""}
            </dt>
            <dd>{withCode(description)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
