import { type OptionalKey, supportedKeys } from "@headrace/pipeline";
import styles from "./fields.module.css";

/** Said above fields of what can be written, but not run here; nothing where it can. */
export function NotYet({ of, what }: { readonly of: OptionalKey; readonly what: string }) {
  if (supportedKeys.includes(of)) return null;
  return (
    <p className={styles.note}>{what} can be written down, but this version does not run pipelines that have them.</p>
  );
}
