import { GraphPreview } from "../../canvas/graph-preview.tsx";
import { useOperation } from "../../client/use-operation.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import styles from "./templates.module.css";

/** What a pipeline of it would do. */
export function TemplatePreview({ template }: { readonly template: ItemOf<"templates.list"> }) {
  const { data } = useOperation("templates.get", { template: template.id });
  return (
    <div className={styles.preview}>{data === undefined ? null : <GraphPreview text={data.text} label="Stages" />}</div>
  );
}
