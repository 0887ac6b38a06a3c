import type { ItemOf } from "../../client/use-pages.ts";
import styles from "./templates.module.css";

/** What a pipeline of it would do. */
export function TemplatePreview({ template }: { readonly template: ItemOf<"templates.list"> }) {
  return (
    <ol className={styles.stages} aria-label="Stages">
      {template.stages.map((stage) => (
        <li key={stage}>{stage}</li>
      ))}
    </ol>
  );
}
