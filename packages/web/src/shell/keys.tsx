import { keyLabels } from "./key-stroke.ts";
import styles from "./keys.module.css";

/** Keys as they are labelled. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {keyLabels(keys).map((label) => (
        <kbd key={label}>{label}</kbd>
      ))}
    </span>
  );
}
