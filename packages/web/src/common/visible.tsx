import styles from "./visible.module.css";
import { visibleParts } from "./visible-text.ts";

/**
 * A text of strangers: a name, a message, a line. What would not be seen or would turn the text around is shown by its
 * name, and the text has no say in what stands around it.
 */
export function Visible({ children }: { readonly children: string }) {
  let place = 0;
  return (
    <bdi className={styles.text}>
      {visibleParts(children).map((part) => {
        const start = place;
        place += part.text.length;
        return part.kind === "text" ? (
          part.text
        ) : (
          <span key={start} className={styles.hidden} title={`A character that is not seen: ${part.name}`}>
            {part.name}
          </span>
        );
      })}
    </bdi>
  );
}
