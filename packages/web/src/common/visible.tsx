import styles from "./visible.module.css";
import { visibleParts } from "./visible-text.ts";

/**
 * A text of strangers: a name, a message, a line. What would not be seen or would turn the text around is shown by its
 * name, and the text has no say in what stands around it.
 */
export function Visible({ children }: { readonly children: string }) {
  const parts = visibleParts(children);
  return (
    <bdi className={styles.text}>
      {parts.map((part, index) =>
        part.kind === "text" ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity, and all of them change together
          <span key={index} className={styles.hidden} title={`A character that is not seen: ${part.name}`}>
            {part.name}
          </span>
        ),
      )}
    </bdi>
  );
}
